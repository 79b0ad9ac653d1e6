import type { LinkProfile, LossModel } from '@gradewire/core';

/** What an honest exchange may need under a profile beyond its usual time. */
export interface WeatherLimits {
  /** Milliseconds. */
  readonly extraMs: number;
  /** At most how probable it is that two honest clients, one after the other, are not done in time. */
  readonly badLuck: number;
}

/** The system tries to connect again after this, twice as long later, and so on (RFC 6298, section 2). */
const firstConnectTimeoutMs = 1000;
/** Linux waits at least so long beyond the round trip for an acknowledgement. */
const leastTimeoutMs = 200;
/** Connecting, greeting and reply, one more for each message that is sent in two parts (Nagle's algorithm), closing. */
const roundTrips = 5;
/** Greeting, reply, both ends of the connection: each must arrive before the next client is served. */
const deliveries = 4;
const clients = 2;
/** What an exchange sends in one direction, headers included, at the most. */
const [bytes, packets] = [8192, 20];
/** Where this many tries fail one after the other, waiting longer helps little: the next one is 16 s away. */
const mostFailures = 4;
const wanted = 1e-3;

/** Probabilities that a packet is lost, and that the next one is when it was, at the most. */
interface Chances {
  readonly lost: number;
  readonly again: number;
}

/**
 * Limits from a profile. Every step of an exchange may fail so often that a trial's bad luck is at most one in a
 * thousand; three trials with fates of their own make it one in 10⁹. Steps add up, so that is generous. Where losses
 * come in long bursts no limit is enough, and `badLuck` says so.
 */
export function weatherLimits(profile: LinkProfile): WeatherLimits {
  const { clientToServer, serverToClient, blackouts, rules } = profile;
  const directions = [clientToServer, serverToClient];
  const total = (numbers: number[]) => numbers.reduce((sum, one) => sum + one, 0);
  const named = rules.filter(({ action }) => action === 'drop' || action === 'corrupt');
  const everyOne = named.some(({ nth }) => nth === 'every');
  const [there, back] = directions.map((one) => (everyOne ? { lost: 1, again: 1 } : chancesOf(one))) as [
    Chances,
    Chances,
  ];

  const connecting = failuresToAllow(
    { lost: 1 - (1 - there.lost) * (1 - back.lost), again: Math.min(1, there.again + back.again) },
    wanted / (2 * clients),
  );
  const worse: Chances = { lost: Math.max(there.lost, back.lost), again: Math.max(there.again, back.again) };
  const delivering = failuresToAllow(worse, wanted / (2 * clients * deliveries));

  // netem's tables end at four times the jitter.
  const roundTripMs = total(directions.map(({ delay, jitter }) => delay + 4 * jitter));
  const timeoutMs = roundTripMs + Math.max(2 * roundTripMs, leastTimeoutMs);
  const doubled = (failures: number) => 2 ** (failures + named.length) - 1;
  const sendingMs = directions.map(({ rate }) =>
    rate ? (8000 * (bytes + packets * Math.max(0, rate.packetOverhead))) / rate.bitsPerSecond : 0,
  );
  const extraMs = total([
    roundTrips * roundTripMs,
    ...sendingMs,
    firstConnectTimeoutMs * doubled(connecting.failures),
    deliveries * timeoutMs * doubled(delivering.failures),
    // A timer that doubles may fire as late again as the blackout was long.
    ...blackouts.map(({ fromMs, toMs }) => 2 * (toMs - fromMs)),
    ...rules.map(({ action }) => (typeof action === 'object' ? 2 * action.delayMs : 0)),
  ]);
  const badLuck = clients * (connecting.beyond + deliveries * delivering.beyond);
  return { extraMs: Math.ceil(extraMs), badLuck: Math.min(1, badLuck) };
}

/** The number of failures after which the probability of another one is small enough, or the most; and what it is. */
function failuresToAllow({ lost, again }: Chances, target: number): { failures: number; beyond: number } {
  for (let failures = 0; ; failures++) {
    const beyond = lost * again ** failures;
    if (beyond <= target || failures === mostFailures) return { failures, beyond };
  }
}

/** To TCP a packet with a flipped bit is a lost one. */
function chancesOf({ loss, corrupt }: LinkProfile['clientToServer']): Chances {
  const chances = loss ? lossChances(loss) : { lost: 0, again: 0 };
  const either = (chance: number) => 1 - (1 - chance) * (1 - corrupt / 100);
  return { lost: either(chances.lost), again: either(chances.again) };
}

/** `again` is the largest one over the states that the model can be in, so that it holds after any history. */
function lossChances(loss: LossModel): Chances {
  if (loss.model === 'random') return { lost: loss.percent / 100, again: loss.percent / 100 };
  // Four states: no bound is worked out, so nothing is ever blamed on a program for want of time.
  if (loss.model === 'state') return { lost: 1, again: 1 };
  const [p, r] = [loss.p / 100, loss.r / 100];
  const [inGood, inBad] = [loss.oneMinusK / 100, loss.oneMinusH / 100];
  const afterGood = (1 - p) * inGood + p * inBad;
  const afterBad = r * inGood + (1 - r) * inBad;
  const mean = p + r === 0 ? inGood : (p * inBad + r * inGood) / (p + r);
  return { lost: Math.max(inGood, afterGood, mean), again: Math.max(afterGood, afterBad) };
}
