import { quantile } from '../matrix/statistics.ts';
import type { Figure } from './figures.ts';
import type { Place, Via } from './place.ts';
import { lossy } from './profiles.ts';
import { inTurn, joined } from './rounds.ts';
import { delaysMs } from './traffic.ts';

const links = 4;
const auditBudgetMs = 25;
const sending = { count: 4000, size: 200, gapUs: 1000 };

/** Four links at once, with a thousand datagrams a second both ways on each: data, and as many acknowledgements. */
export async function* fourLinks(place: Place, rounds: number): AsyncGenerator<Figure> {
  const pairs = await place.pairs(links);
  async function run(via: Via) {
    const each = pairs.map((pair) =>
      joined(place, via, pair, lossy, async () => {
        const { client, server } = pair;
        return (await Promise.all([delaysMs(client, server, sending), delaysMs(server, client, sending)])).flat();
      }),
    );
    const all = await Promise.all(each);
    const told = via === 'bridge' ? 0 : 50;
    return {
      error: quantile(
        all.flatMap(({ result }) => result).map((delay) => delay - told),
        0.99,
      ),
      lag: Math.max(...all.map(({ realised }) => realised?.lagMs?.p99 ?? Number.NaN)),
    };
  }
  const { emulator, bridge } = await inTurn(rounds, run);
  yield {
    name: `${links} links at once, the worst one's lag p99`,
    unit: 'ms',
    emulator: emulator.map(({ lag }) => lag),
    target: { atMost: auditBudgetMs },
  };
  yield {
    name: `${links} links at once, delay error p99`,
    unit: 'ms',
    emulator: emulator.map(({ error }) => error),
    bridge: bridge.map(({ error }) => error),
  };
}
