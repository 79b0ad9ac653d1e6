import type { Figure } from './figures.ts';
import type { Pair, Place } from './place.ts';
import { clean } from './profiles.ts';
import { inTurn, joined } from './rounds.ts';
import { type TcpTransfer, tcpTransfer } from './tcp.ts';
import { type Carried, carried } from './traffic.ts';

/** Bytes of UDP payload: of the shortest Ethernet frame (64 with its check sequence), and of the longest. */
const sizes = { 'of 64 B': 18, 'of 1472 B payload': 1472 };
const tolerated = 0.001;
const paceUs = 200;
const trialMs = 400;
const floodMs = 1000;

function atRate(pair: Pair, size: number, perSecond: number): Promise<Carried> {
  const burst = Math.max(1, Math.round((perSecond * paceUs) / 1e6));
  return carried(pair, { size, burst, gapUs: paceUs, count: Math.round((perSecond * trialMs) / 1000) });
}

/** The highest offered rate of which less than a thousandth is lost, by bisection. A hiccup of the machine is forgiven once. */
async function lossless(pair: Pair, size: number): Promise<number> {
  let best = 0;
  for (let low = 10_000, high = 500_000; high / low > 1.04; ) {
    const middle = Math.sqrt(low * high);
    let trial = await atRate(pair, size, middle);
    if (trial.loss > tolerated) trial = await atRate(pair, size, middle);
    // A sender that is too slow for the rate says nothing of what the link could do beyond.
    if (trial.loss <= tolerated) best = Math.max(best, trial.offered);
    const isLimit = trial.loss > tolerated || trial.offered < 0.9 * middle;
    if (isLimit) high = middle;
    else low = middle;
  }
  return best;
}

async function* udp(place: Place, pair: Pair, rounds: number, name: string, size: number): AsyncGenerator<Figure> {
  const { emulator, bridge } = await inTurn(rounds, async (via) => {
    const act = async () => {
      const highest = await lossless(pair, size);
      const flood = await carried(pair, { size, gapUs: 0, count: Math.round((2 * highest * floodMs) / 1000) + 10_000 });
      return { highest, flood };
    };
    return (await joined(place, via, pair, clean, act)).result;
  });
  const of = (read: (one: (typeof emulator)[number]) => number) => ({
    emulator: emulator.map(read),
    bridge: bridge.map(read),
  });
  const gbits = (perSecond: number) => (perSecond * size * 8) / 1e9;
  const isLong = size > 1000;
  yield isLong
    ? { name: `lossless ${name}`, unit: 'Gbit/s', ...of((one) => gbits(one.highest)), target: { atLeast: 1 } }
    : { name: `lossless ${name}`, unit: 'packets/s', ...of((one) => one.highest), target: { atLeast: 140_000 } };
  yield { name: `flood ${name}: received`, unit: 'packets/s', ...of((one) => one.flood.received) };
  yield { name: `flood ${name}: lost`, unit: '%', ...of((one) => 100 * one.flood.loss) };
}

/** What one link carries. */
export async function* rate(place: Place, rounds: number): AsyncGenerator<Figure> {
  const [pair] = await place.pairs(1);
  for (const [name, size] of Object.entries(sizes)) yield* udp(place, pair!, rounds, name, size);
}

export async function* tcp(place: Place, rounds: number): AsyncGenerator<Figure> {
  const [pair] = await place.pairs(1);
  const { emulator, bridge } = await inTurn(
    rounds,
    async (via) => (await joined(place, via, pair!, clean, () => tcpTransfer(pair!, 2))).result,
  );
  const of = (read: (one: TcpTransfer) => number) => ({ emulator: emulator.map(read), bridge: bridge.map(read) });
  yield { name: 'TCP, one connection', unit: 'Gbit/s', ...of(({ gbits }) => gbits), target: { atLeast: 0.8 } };
  yield { name: 'TCP, segments out of order', unit: '%', ...of(({ outOfOrder }) => outOfOrder) };
}
