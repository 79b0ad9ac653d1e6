import type { ClaimedRun } from '@gradewire/db';

export interface Unfair {
  readonly first: ClaimedRun;
  readonly third: ClaimedRun;
}

/** Timestamps are kept to the millisecond: what lies closer cannot be told apart. */
const sameMs = 1;

/**
 * First submissions of a team in a lane that were there already when another team's third (or later one) was claimed
 * before them.
 */
export function unfair(runs: readonly ClaimedRun[]): Unfair[] {
  const nth = new Map<string, number>();
  const numbered = runs.map((run) => {
    const key = `${run.lane} ${run.teamId}`;
    nth.set(key, (nth.get(key) ?? 0) + 1);
    return { run, number: nth.get(key)! };
  });
  const firsts = numbered.filter(({ number }) => number === 1).map(({ run }) => run);
  const thirds = numbered.filter(({ number }) => number >= 3).map(({ run }) => run);
  return firsts.flatMap((first) =>
    thirds
      .filter(
        (third) =>
          third.lane === first.lane &&
          third.teamId !== first.teamId &&
          third.claimedAt !== null &&
          first.createdAt + sameMs < third.claimedAt &&
          (first.claimedAt === null || third.claimedAt + sameMs < first.claimedAt),
      )
      .map((third) => ({ first, third })),
  );
}
