import type { TakenDelivery } from '@gradewire/db';

/** What came of acting on a delivery, in a word for its row. */
export interface Acted {
  readonly state: 'done' | 'ignored';
  readonly note: string;
}

export const done = (note: string): Acted => ({ state: 'done', note });
export const ignored = (note: string): Acted => ({ state: 'ignored', note });

/** Tries of a merge's delivery while the pull request's own is underway still. */
export const waitsFor = 6;

/** Of several bindings: done if one was. */
export function together(acted: readonly Acted[]): Acted {
  const state = acted.some((one) => one.state === 'done') ? 'done' : 'ignored';
  return { state, note: acted.map(({ note }) => note).join('; ') };
}

/** The time that counts: the earlier one of our receipt and GitHub's delivery, never one that is still to come. */
export function countedTime({ receivedAt, deliveredAt }: Pick<TakenDelivery, 'receivedAt' | 'deliveredAt'>): Date {
  const now = Date.now();
  const times = [receivedAt.getTime(), deliveredAt?.getTime() ?? Number.POSITIVE_INFINITY, now];
  return new Date(Math.min(...times));
}
