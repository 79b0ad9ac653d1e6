import { added } from './added.ts';
import { change } from './change.ts';
import { delay } from './delay.ts';
import type { Figure } from './figures.ts';
import { fourLinks } from './four-links.ts';
import { memory } from './memory.ts';
import type { Place } from './place.ts';
import { rate, tcp } from './rate.ts';
import { sideBySide } from './side-by-side.ts';

export interface Measurement {
  /** Each figure as soon as all of its rounds are done. */
  run(place: Place, rounds: number): AsyncIterable<Figure>;
  /** What a round takes on two idle processors. */
  readonly secondsARound: number;
  /** Where nobody says how many. */
  readonly rounds: number;
}

/** In the order in which they run: the longest is the last, so that the others are there if it is not waited for. */
export const measurements: Readonly<Record<string, Measurement>> = {
  delay: { run: delay, secondsARound: 19, rounds: 5 },
  added: { run: added, secondsARound: 2, rounds: 5 },
  rate: { run: rate, secondsARound: 26, rounds: 5 },
  tcp: { run: tcp, secondsARound: 4, rounds: 5 },
  memory: { run: memory, secondsARound: 2, rounds: 5 },
  'four-links': { run: fourLinks, secondsARound: 10, rounds: 5 },
  change: { run: change, secondsARound: 2, rounds: 5 },
  'side-by-side': { run: sideBySide, secondsARound: 170, rounds: 2 },
};
