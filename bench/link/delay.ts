import { quantile } from '../matrix/statistics.ts';
import type { Figure } from './figures.ts';
import type { Place, Via } from './place.ts';
import { bothWays, clean } from './profiles.ts';
import { inTurn, joined } from './rounds.ts';
import { delaysMs } from './traffic.ts';

const processors = 2;
const sending = { count: 2000, size: 200, gapUs: 1000 };
const shares = { p50: 0.5, p99: 0.99, max: 1 } as const;
type Errors = Record<keyof typeof shares, number>;

/**
 * How much later than told datagrams arrive, with idle processors and with a busy loop for each. The bridge is told no
 * delay: its lateness is that of the way to the link and from it, and of the machine.
 */
export async function* delay(place: Place, rounds: number): AsyncGenerator<Figure> {
  const [pair] = await place.pairs(1);
  async function errors(via: Via, ms: number): Promise<Errors> {
    const profile = ms ? bothWays({ delay: `${ms}ms` }) : clean;
    const { result } = await joined(place, via, pair!, profile, () => delaysMs(pair!.client, pair!.server, sending));
    if (result.length < sending.count) throw new Error(`${sending.count - result.length} datagrams are missing`);
    const late = result.map((delay) => delay - (via === 'bridge' ? 0 : ms));
    return { p50: quantile(late, shares.p50), p99: quantile(late, shares.p99), max: quantile(late, shares.max) };
  }
  for (const load of ['idle', 'busy'] as const) {
    await using stack = new AsyncDisposableStack();
    if (load === 'busy') stack.use(await place.busy(processors));
    for (const ms of [10, 50]) {
      const { emulator, bridge } = await inTurn(rounds, (via) => errors(via, ms));
      for (const share of Object.keys(shares) as (keyof typeof shares)[]) {
        const of = (all: Errors[]) => all.map((one) => one[share]);
        yield {
          name: `delay error, ${ms} ms, ${load}, ${share}`,
          unit: 'ms',
          emulator: of(emulator),
          bridge: of(bridge),
          ...(share === 'p99' ? { target: { atMost: 1 } } : {}),
        };
      }
    }
  }
}
