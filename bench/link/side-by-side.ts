import type { Figure } from './figures.ts';
import type { Place } from './place.ts';
import { lossy } from './profiles.ts';
import { joined } from './rounds.ts';
import { roundTripsMs } from './traffic.ts';

const counts = [1, 2, 4, 8, 12];
const auditBudgetMs = 25;
const transfers = 3;
const asking = { count: 12, gapUs: 0, patienceMs: 500 };
/** About what the start of a Java client costs on one processor, and of a server beside it. */
const startMs = 300;

/** What senders do besides waiting, and what else computes beside links and endpoints. */
const loads = {
  waiting: { processors: 0, startMs: 0 },
  'burning 300 ms before each': { processors: 0, startMs },
  'both processors busy': { processors: 2, startMs: 0 },
};

/**
 * How many cases may run side by side: on each link a stop-and-wait sender over 50 ms and 20 % loss each way, which
 * waits half a second for what is lost. A case with few packets is out of budget if one of them is late: the worst link
 * counts.
 */
export async function* sideBySide(place: Place, rounds: number): AsyncGenerator<Figure> {
  for (const [name, { processors, startMs }] of Object.entries(loads)) {
    await using _busy = await place.busy(processors);
    for (const count of counts) {
      const pairs = await place.pairs(count);
      const worst: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const each = pairs.map((pair) =>
          joined(place, 'emulator', pair, lossy, async () => {
            for (let i = 0; i < transfers; i++) await roundTripsMs(pair, { ...asking, startMs });
          }),
        );
        worst.push(Math.max(...(await Promise.all(each)).map(({ realised }) => realised!.lagMs!.p99)));
      }
      yield {
        name: `${count} side by side, ${name}: worst lag p99`,
        unit: 'ms',
        emulator: worst,
        target: { atMost: auditBudgetMs },
      };
    }
  }
}
