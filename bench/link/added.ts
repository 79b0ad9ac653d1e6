import { median, quantile } from '../matrix/statistics.ts';
import type { Figure } from './figures.ts';
import type { Place } from './place.ts';
import { clean } from './profiles.ts';
import { inTurn, joined } from './rounds.ts';
import { roundTripsMs } from './traffic.ts';

const asking = { count: 2000, gapUs: 500, patienceMs: 1000 };

/** What a link without any impairment costs: half the difference of a round trip's medians, by emulator and by bridge. */
export async function* added(place: Place, rounds: number): AsyncGenerator<Figure> {
  const [pair] = await place.pairs(1);
  const { emulator, bridge } = await inTurn(
    rounds,
    async (via) => (await joined(place, via, pair!, clean, () => roundTripsMs(pair!, asking))).result,
  );
  const of = (trips: number[][], share: number) => trips.map((one) => quantile(one, share));
  const more = emulator.map((one, round) => (median(one) - median(bridge[round]!)) / 2);
  yield { name: 'round trip, no delay, p50', unit: 'ms', emulator: of(emulator, 0.5), bridge: of(bridge, 0.5) };
  yield { name: 'round trip, no delay, p99', unit: 'ms', emulator: of(emulator, 0.99), bridge: of(bridge, 0.99) };
  yield { name: 'added one way, no delay, p50', unit: 'ms', emulator: more, target: { atMost: 0.05 } };
}
