/** A sender, a receiver and a link, simulated in steps of time, for the tests: what happened is known beforehand. */
import { encodeMessage } from './message.ts';
import type { TestCrossing } from './transfer-builder.ts';

export interface Simulation {
  readonly count: number;
  readonly window: number;
  readonly timerMs: number;
  /** Whether the receiver sends sacks, and whether the sender goes by them. */
  readonly sack: boolean;
  readonly usesSack?: boolean;
  /** Every packet is sent twice at least, acknowledged or not. */
  readonly stubborn?: boolean;
  /** How many may be outstanding when packet `next` is about to be sent; else `window`. */
  readonly windowAt?: (next: number) => number;
  /** Between 0 and 1, the next number for every decision of the link. */
  readonly luck: () => number;
  readonly loss: number;
  readonly duplication: number;
  readonly corruption: number;
  readonly delayMs: number;
  readonly jitterMs: number;
  readonly firstSequence: bigint;
  /** Bytes of data in each packet; 0 makes all look alike but for the number. */
  readonly chunk: number;
  readonly remarks: boolean;
}

interface Event {
  readonly ms: number;
  readonly run: () => void;
}

/** The crossings, in order of sending, up to the acknowledgement of the end or to a limit of ms. */
export function simulate(world: Simulation, limitMs = 20_000): TestCrossing[] {
  const crossings: TestCrossing[] = [];
  const events: Event[] = [];
  let now = 0;
  const at = (ms: number, run: () => void) => events.push({ ms, run });

  const cross = (from: TestCrossing['from'], payload: Uint8Array, arrive: (bytes: Uint8Array) => void) => {
    const isLost = world.luck() < world.loss;
    const isTwice = world.luck() < world.duplication;
    const notes = [...(isTwice ? ['duplicate'] : []), ...(isLost ? [] : [''])];
    const deliveries = notes.map((first) => {
      const delay = Math.round((world.delayMs + world.luck() * world.jitterMs) * 1e6) / 1e6;
      const place = world.luck() < world.corruption ? Math.floor(world.luck() * payload.length) : null;
      const other = Uint8Array.from(payload);
      if (place !== null) other[place]! ^= 1 << Math.floor(world.luck() * 8);
      const late = delay > 0 ? `delayed ${delay} ms` : '';
      const note = [first, late, place === null ? '' : `corrupted (visible, byte ${place})`].filter(
        (one) => one !== '',
      );
      const ms = now + delay + 0.015;
      at(ms, () => place === null && arrive(other));
      return { ms, payload: other, note: world.remarks ? note.join(', ') : '' };
    });
    const comment = [
      ...(isLost ? ['lost (loss 20%, data +1 transmission 2)'] : []),
      ...(isTwice ? ['duplicated'] : []),
    ];
    crossings.push({ from, ms: now, payload, comment: world.remarks ? comment.join(', ') : '', deliveries });
  };

  const got = new Set<number>();
  const cumulative = (set: ReadonlySet<number>) => {
    let next = 0;
    while (set.has(next)) next++;
    return next;
  };
  let base = 0;
  let next = 0;
  const held = new Set<number>();
  const seq = (number: number) => world.firstSequence + BigInt(number);

  const receive = (number: number) => {
    const expected = cumulative(got);
    if (number >= expected && number < expected + Math.max(world.window, 5)) got.add(number);
    const upTo = cumulative(got);
    const beyond = [...got].filter((one) => one > upTo).sort((a, b) => a - b);
    const ack = world.sack
      ? encodeMessage({ type: 'sack', seq: seq(upTo), held: beyond.map(seq) })
      : encodeMessage({ type: 'ack', seq: seq(upTo) });
    cross('server', ack, () => {
      for (const one of beyond) held.add(one);
      base = Math.max(base, upTo);
      fill();
    });
  };
  const times = new Map<number, number>();
  const send = (number: number) => {
    const count = times.get(number) ?? 0;
    const isKnown = number < base || (world.usesSack && held.has(number));
    if (isKnown && !(world.stubborn && count < 2)) return;
    times.set(number, count + 1);
    const type = number === 0 ? 'start' : number === world.count - 1 ? 'end' : 'data';
    const data = new Uint8Array(type === 'end' ? 0 : world.chunk).fill(number);
    cross('client', encodeMessage({ type, seq: seq(number), data }), () => receive(number));
    at(now + world.timerMs, () => send(number));
  };
  const fill = () => {
    while (next < world.count && next < base + (world.windowAt?.(next) ?? world.window)) {
      send(next++);
      now += 0.05;
    }
  };

  fill();
  while (events.length > 0 && now < limitMs && (base < world.count || world.stubborn)) {
    const soonest = events.reduce((first, one, i) => (one.ms < events[first]!.ms ? i : first), 0);
    const { ms, run } = events.splice(soonest, 1)[0]!;
    now = Math.max(now, ms) + 0.025; // Nothing happens twice in an instant.
    run();
  }
  return crossings;
}

/** Numbers between 0 and 1 from a seed (Marsaglia's xorshift, 32 bits). */
export function luckFrom(seed: number): () => number {
  let state = seed || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
