import { LinkProfile, type LinkProfileInput } from '@gradewire/core';

export type Impaired = Pick<LinkProfileInput, 'clientToServer' | 'serverToClient' | 'blackouts' | 'rules'>;
type Direction = NonNullable<LinkProfileInput['clientToServer']>;

/** How late the link may be before a case is run again: a twentieth of the sender's timer. Milliseconds. */
export const lagBudgetMs = 25;

/** One way. Milliseconds. */
export const baseDelayMs = 5;

/**
 * The link of a case: 5 ms each way, and what the case does to it. Fates are keyed by what a packet is, in every case, so
 * that student and reference meet the same ones whatever their timers do, and a start, data and end of one number too.
 */
export function linkOf(name: string, seed: number, { clientToServer, serverToClient, ...rest }: Impaired): LinkProfile {
  const base = { delay: baseDelayMs };
  return LinkProfile.parse({
    name: name.replaceAll('/', ' '),
    seed,
    keying: 'message',
    message: {
      separator: '|',
      classField: 0,
      sequenceField: 1,
      families: [
        ['start', 'data', 'end'],
        ['ack', 'sack'],
      ],
    },
    clientToServer: { ...base, ...clientToServer },
    serverToClient: { ...base, ...serverToClient },
    ...rest,
  });
}

export function both(direction: Direction): Impaired {
  return { clientToServer: direction, serverToClient: direction };
}

export function random(percent: number): Direction {
  return { loss: { model: 'random', percent } };
}
