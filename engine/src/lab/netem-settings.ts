import { type Impairment, probability32 } from '@gradewire/core';

type Kind = 'whole' | 'seconds' | 'probability' | 'bytes per second';

interface Setting {
  readonly asked: number;
  readonly kind: Kind;
}

const whole = (asked: number): Setting => ({ asked, kind: 'whole' });
const seconds = (ms: number): Setting => ({ asked: ms / 1000, kind: 'seconds' });
const probability = (percent: number): Setting => ({
  asked: probability32(percent) / 0xffff_ffff,
  kind: 'probability',
});

/**
 * What tc is to say of an impairment, by the names under which it says it; what it leaves out is 0. That includes what is
 * never asked for: correlations, cells, marks in place of losses. Of a distribution's table tc says nothing.
 */
function settingsOf({ limit, delay, jitter, loss, duplicate, corrupt, reorder, rate }: Impairment) {
  const gemodel = loss?.model === 'gemodel' ? loss : { p: 0, r: 0, oneMinusH: 0, oneMinusK: 0 };
  const state = loss?.model === 'state' ? loss : { p13: 0, p31: 0, p32: 0, p23: 0, p14: 0 };
  const correlated = ['delay', 'loss-random', 'duplicate', 'corrupt', 'reorder'];
  return {
    limit: whole(limit),
    'delay.delay': seconds(delay),
    'delay.jitter': seconds(jitter),
    'loss-random.loss': probability(loss?.model === 'random' ? loss.percent : 0),
    'loss-gemodel.p': probability(gemodel.p),
    'loss-gemodel.r': probability(gemodel.r),
    'loss-gemodel.1-h': probability(gemodel.oneMinusH),
    'loss-gemodel.1-k': probability(gemodel.oneMinusK),
    'loss-state.p13': probability(state.p13),
    'loss-state.p31': probability(state.p31),
    'loss-state.p32': probability(state.p32),
    'loss-state.p23': probability(state.p23),
    'loss-state.p14': probability(state.p14),
    'duplicate.duplicate': probability(duplicate),
    'corrupt.corrupt': probability(corrupt),
    'reorder.reorder': probability(reorder?.percent ?? 0),
    gap: whole(reorder?.gap ?? 0),
    // tc leaves out what is less than a byte.
    'rate.rate': { asked: Math.floor((rate?.bitsPerSecond ?? 0) / 8), kind: 'bytes per second' },
    'rate.packetoverhead': whole(rate?.packetOverhead ?? 0),
    'rate.cellsize': whole(0),
    'rate.celloverhead': whole(0),
    ...Object.fromEntries(correlated.map((name) => [`${name}.correlation`, probability(0)])),
    ecn: whole(0),
  } satisfies Record<string, Setting>;
}

/** tc prints fractions with six significant digits. */
const sixDigits = 5e-6;

/** How far what tc says may be from what was asked, so that both are the same setting. In the setting's unit. */
const tolerance: Readonly<Record<Kind, (asked: number) => number>> = {
  whole: () => 0,
  // Releases before 64-bit times count in ticks of 64 ns, and say whole microseconds.
  seconds: (asked) => sixDigits * asked + 1.1e-6,
  // netem counts in steps of 2⁻³², and tc may round to either side.
  probability: (asked) => sixDigits * asked + 1 / 0xffff_ffff,
  'bytes per second': () => 1,
};

/** Printed for a person: tc's fractions as per cent. */
const printed = (value: number, kind: Kind): string => {
  if (kind === 'whole' || !Number.isFinite(value)) return `${value}`;
  const units = { seconds: [1000, ' ms'], probability: [100, ' %'], 'bytes per second': [8, ' bit/s'] } as const;
  const [factor, unit] = units[kind];
  return `${Number((value * factor).toPrecision(7))}${unit}`;
};

/**
 * In what netem differs from what was asked of it: field, found and asked, one sentence each; empty if in nothing.
 * `options` are those of `tc -j qdisc show`.
 */
export function netemDeviations(it: Impairment, options: unknown): string[] {
  return Object.entries(settingsOf(it)).flatMap(([name, { asked, kind }]) => {
    const found = numberAt(options, name);
    if (Math.abs(found - asked) <= tolerance[kind](asked)) return [];
    return [`${name} is ${printed(found, kind)}, asked was ${printed(asked, kind)}`];
  });
}

/** A member by its path; 0 if there is none, NaN (which is like nothing that was asked) if it is no number. */
function numberAt(options: unknown, path: string): number {
  let at = options;
  for (const name of path.split('.')) {
    if (at === undefined) return 0;
    at =
      typeof at === 'object' && at !== null && Object.hasOwn(at, name)
        ? (at as Record<string, unknown>)[name]
        : undefined;
  }
  if (at === undefined) return 0;
  return typeof at === 'number' || typeof at === 'boolean' ? Number(at) : Number.NaN;
}
