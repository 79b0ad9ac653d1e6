import fc from 'fast-check';
import type { LinkProfileInput } from './profile.ts';

type ImpairmentInput = NonNullable<LinkProfileInput['clientToServer']>;

const percent = fc.oneof(
  fc.integer({ min: 0, max: 100 }),
  fc.double({ min: 1e-6, max: 100, noNaN: true }),
  fc.integer({ min: 0, max: 1000 }).map((tenths) => `${tenths / 10}%`),
);
const half = fc.integer({ min: 0, max: 49 });
const delay = fc.oneof(
  fc.integer({ min: 1, max: 5000 }),
  fc.integer({ min: 1, max: 1e6 }).map((us) => `${us}us`),
  fc.integer({ min: 1, max: 1e9 }).map((ns) => ns / 1e6),
);

const loss = fc.oneof(
  fc.record({ model: fc.constant('random' as const), percent }),
  fc.record(
    { model: fc.constant('gemodel' as const), p: percent, r: percent, oneMinusH: percent, oneMinusK: percent },
    { requiredKeys: ['model', 'p'] },
  ),
  fc.record(
    { model: fc.constant('state' as const), p13: half, p31: half, p32: half, p23: percent, p14: half },
    { requiredKeys: ['model', 'p13', 'p31'] },
  ),
);

const withoutDelay = fc.record(
  {
    loss,
    duplicate: percent,
    corrupt: percent,
    limit: fc.integer({ min: 1, max: 1_000_000 }),
    rate: fc.record(
      {
        bitsPerSecond: fc.oneof(
          fc.integer({ min: 8, max: 1e12 }),
          fc.constantFrom('1mbit', '8kbit', '1gbps', '64kibit'),
        ),
        packetOverhead: fc.integer({ min: -2000, max: 2000 }),
      },
      { requiredKeys: ['bitsPerSecond'] },
    ),
  },
  { requiredKeys: [] },
);
const delayed = fc.record(
  {
    delay,
    jitter: fc.integer({ min: 1, max: 2147 }),
    reorder: fc.record(
      { percent: fc.integer({ min: 1, max: 100 }), gap: fc.integer({ min: 1, max: 1000 }) },
      { requiredKeys: ['percent'] },
    ),
  },
  { requiredKeys: ['delay'] },
);
const distribution = fc.constantFrom('uniform' as const, 'normal' as const, 'pareto' as const, 'paretonormal' as const);

/** For tests: any impairment that netem can express, as an author may write it. */
export const arbitraryImpairment: fc.Arbitrary<ImpairmentInput> = fc
  .tuple(withoutDelay, fc.option(delayed, { nil: {} }), distribution)
  .map(([base, late, shape]) => ({ ...base, ...late, ...('jitter' in late ? { distribution: shape } : {}) }));

/** For tests: any profile, with what netem cannot express. */
export const arbitraryProfile: fc.Arbitrary<LinkProfileInput> = fc.record({
  name: fc.constantFrom('a', 'exam 3'),
  seed: fc.maxSafeNat(),
  keying: fc.constantFrom('message' as const, 'flow' as const, 'stream' as const),
  message: fc.record(
    {
      separator: fc.constant('|'),
      classes: fc.constant(['start', 'data', 'end', 'ack', 'sack']),
      families: fc
        .subarray([['start', 'data', 'end'], ['ack'], ['sack']])
        .chain((families) => fc.shuffledSubarray(families)),
    },
    { requiredKeys: ['separator'] },
  ),
  clientToServer: arbitraryImpairment,
  serverToClient: fc.tuple(arbitraryImpairment, percent).map(([it, visible]) => ({
    ...it,
    visibleCorruption: { percent: visible, region: 'data' as const, kind: 'printable' as const },
  })),
  blackouts: fc
    .uniqueArray(fc.integer({ min: 0, max: 100_000 }), { maxLength: 6 })
    .map((times) => times.sort((a, b) => a - b))
    .map((times) =>
      times.flatMap((fromMs, i) => (i % 2 === 0 && i + 1 < times.length ? [{ fromMs, toMs: times[i + 1]! }] : [])),
    ),
  rules: fc.array(
    fc.record({
      direction: fc.constantFrom('clientToServer' as const, 'serverToClient' as const),
      protocol: fc.constantFrom('udp' as const, 'tcp' as const, 'any' as const),
      class: fc.constantFrom('start', 'data'),
      nth: fc.oneof(fc.constant('every' as const), fc.integer({ min: 1, max: 100 })),
      action: fc.oneof(
        fc.constantFrom('drop' as const, 'duplicate' as const, 'corrupt' as const),
        fc.record({ delayMs: delay }),
      ),
    }),
    { maxLength: 4 },
  ),
});
