import type { Outcome } from './attempt/work.ts';

/** One may be the run's own, two may be chance. */
const inARow = 3;
const firstSeconds = 30;
const longestSeconds = 600;

export interface Rest {
  readonly seconds: number;
  readonly why: string;
}

/**
 * A worker whose Docker is gone would otherwise claim every run in turn and spoil an attempt of each. After three faults in
 * a row it rests, each time twice as long, until an attempt goes well.
 */
export function faultPause(): { after(outcome: Outcome): Rest | undefined } {
  let faults = 0;
  return {
    after(outcome) {
      if (outcome === 'committed') faults = 0;
      if (outcome !== 'faulted') return undefined;
      faults++;
      if (faults < inARow) return undefined;
      const seconds = Math.min(firstSeconds * 2 ** (faults - inARow), longestSeconds);
      return { seconds, why: `${faults} attempts in a row met a fault of this worker: see the log` };
    },
  };
}
