import { median } from '../matrix/statistics.ts';
import type { Figure } from './figures.ts';
import type { Place } from './place.ts';
import { lossy } from './profiles.ts';
import { inTurn } from './rounds.ts';

const times = 15;

/** How long a case waits for its link in a lab that stands: until it is ready, and until its report is there. */
export async function* change(place: Place, rounds: number): AsyncGenerator<Figure> {
  const [pair] = await place.pairs(1);
  const { emulator, bridge } = await inTurn(rounds, async (via) => {
    const taken: number[] = [];
    for (let time = 0; time < times; time++) {
      const began = performance.now();
      const link = await place.join(via, pair!, lossy);
      await link.stop();
      taken.push(performance.now() - began);
    }
    return median(taken);
  });
  const name = 'new profile on a standing lab, and its end, p50';
  yield { name, unit: 'ms', emulator, bridge, target: { atMost: 20 } };
}
