/** One round of planning: the cases that became known together. */
export interface Round {
  /** From 1. */
  readonly number: number;
  readonly done: number;
  readonly total: number;
  /** Undefined while it cannot be told: too few have ended, or one takes longer than all the rest should. */
  readonly leftMs: number | undefined;
}

const fewest = 5;

interface Counted {
  readonly number: number;
  /** Cases of the rounds before. */
  readonly before: number;
  readonly total: number;
  readonly done: number;
  readonly sinceMs: number;
  readonly lastMs: number;
}

/**
 * Counts cases by rounds. A kit plans its next cases from what the first ones showed, so the engine's total grows while
 * it runs, and a share of it would say "done" when most is still to come.
 */
export function caseRounds() {
  let round: Counted | undefined;

  const now = (nowMs: number): Round | undefined => {
    if (round === undefined) return undefined;
    const { number, before, total, done, sinceMs, lastMs } = round;
    const todo = total - done;
    const perCase = (lastMs - sinceMs) / (done - before);
    const leftMs = perCase * todo - (nowMs - lastMs);
    const known = done - before >= fewest && todo > 0 && leftMs > 0;
    // A case of an earlier round may have got more to do in this one.
    return { number, done: Math.max(0, done - before), total: total - before, leftMs: known ? leftMs : undefined };
  };

  return {
    now,
    /** `done` and `total` as the engine counts them, over all rounds. */
    ended(event: { readonly done: number; readonly total: number }, nowMs: number): Round {
      if (round === undefined) round = { number: 1, before: 0, ...event, sinceMs: nowMs, lastMs: nowMs };
      else if (event.total > round.total) {
        round = { number: round.number + 1, before: round.total, ...event, sinceMs: round.lastMs, lastMs: nowMs };
      } else round = { ...round, done: event.done, lastMs: nowMs };
      return now(nowMs)!;
    },
  };
}
