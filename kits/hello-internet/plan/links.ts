import { type Case, cleanLink, LinkProfile } from '@gradewire/core';

type OverLink = Pick<Case, 'link' | 'lagBudgetMs'>;

/** Nothing here is timed more finely than in seconds: a busy machine is no reason to run a case again. */
const lagBudgetMs = 250;

/** For what tests one program by itself. */
export const overCleanLink: OverLink = { link: cleanLink, lagBudgetMs };

const pairDelay = { delay: '5ms' };

/** Between programs of the class: far enough apart that a write and the next one do not always arrive as one. */
export const overPairLink: OverLink = {
  link: LinkProfile.parse({ name: 'pair', clientToServer: pairDelay, serverToClient: pairDelay }),
  lagBudgetMs,
};
