import { z } from 'zod';
import { objectRefusal, oneOf, Percent, Rate, refusal, Time, whole } from './refusal.ts';
import { probability32 } from './units.ts';

/** netem adds these as 32-bit integers: a sum of 2³² or more starts again at 0, so that the transition never happens. */
const fits = (a: number, b: number) => probability32(a) + probability32(b) <= 0xffff_ffff;
const exceeds = (other: string) =>
  `and ${other} together exceed 100 % as netem counts it (in 2³² steps, each rounded): lower one of them`;

/** tc's default where a state has two ways out; what netem rounds to never is never, so that it can be recorded. */
const remainder = (percent: number) => (probability32(100 - percent) === 0 ? 0 : 100 - percent);

const RandomLoss = z.strictObject(
  { model: z.literal('random'), percent: Percent },
  { error: objectRefusal('{ model: "random", percent }') },
);

/** Gilbert–Elliott: p good → bad, r bad → good, loss of 1−h in bad and 1−k in good; tc's defaults. */
const GilbertElliottLoss = z
  .strictObject(
    {
      model: z.literal('gemodel'),
      p: Percent,
      r: Percent.optional(),
      oneMinusH: Percent.default(100),
      oneMinusK: Percent.default(0),
    },
    { error: objectRefusal('{ model: "gemodel", p, r, oneMinusH, oneMinusK }') },
  )
  .transform((loss) => ({ ...loss, r: loss.r ?? remainder(loss.p) }));

/** Four states: 1 gap, 2 burst, 3 burst loss, 4 isolated loss; tc's defaults. */
const FourStateLoss = z
  .strictObject(
    {
      model: z.literal('state'),
      p13: Percent,
      p31: Percent.optional(),
      p32: Percent.default(0),
      p23: Percent.default(100),
      p14: Percent.default(0),
    },
    { error: objectRefusal('{ model: "state", p13, p31, p32, p23, p14 }') },
  )
  .transform((loss) => ({ ...loss, p31: loss.p31 ?? remainder(loss.p13) }))
  .refine((loss) => fits(loss.p13, loss.p14), { path: ['p13'], error: refusal(exceeds('p14'), ['p13']) })
  .refine((loss) => fits(loss.p31, loss.p32), { path: ['p31'], error: refusal(exceeds('p32'), ['p31']) });

const lossExample = '{ model: "random", percent: 5 }; the models are random, gemodel, state';

export const LossModel = z.discriminatedUnion('model', [RandomLoss, GilbertElliottLoss, FourStateLoss], {
  error: (issue) =>
    issue.code === 'invalid_union' && typeof issue.input === 'object'
      ? refusal('is not one of random, gemodel, state', ['model'])(issue)
      : refusal(`is not an object such as ${lossExample}`)(issue),
});
export type LossModel = z.infer<typeof LossModel>;

export const distributions = ['uniform', 'normal', 'pareto', 'paretonormal'] as const;

const Reorder = z.strictObject(
  {
    percent: Percent.refine((percent) => percent > 0, { error: refusal('reorders nothing: leave reorder out') }),
    gap: whole(1, 0xffff_ffff).default(1),
  },
  { error: objectRefusal('{ percent, gap }') },
);

const LinkRate = z.strictObject(
  { bitsPerSecond: Rate, packetOverhead: whole(-65_535, 65_535).default(0) },
  { error: objectRefusal('{ bitsPerSecond, packetOverhead }') },
);

/** Corruption that the application sees: a payload byte is changed and the UDP checksum repaired. UDP only. */
const VisibleCorruption = z.strictObject(
  {
    percent: Percent,
    region: oneOf(['data', 'header', 'any']).default('any'),
    kind: oneOf(['printable', 'bit']).default('bit'),
  },
  { error: objectRefusal('{ percent, region, kind }') },
);

/** netem keeps jitter in 32 signed bits and shortens a longer one without a word. Milliseconds. */
const longestJitter = (2 ** 31 - 1) / 1e6;
const fields =
  '{ delay, jitter, distribution, loss, duplicate, corrupt, reorder, rate, limit, visibleCorruption }, all optional';

/** What happens to the packets of one direction, in netem's words. Times in milliseconds, percentages 0 to 100. */
export const Impairment = z
  .strictObject(
    {
      delay: Time.default(0),
      jitter: Time.default(0),
      distribution: oneOf(distributions).default('uniform'),
      loss: LossModel.optional(),
      duplicate: Percent.default(0),
      corrupt: Percent.default(0),
      reorder: Reorder.optional(),
      rate: LinkRate.optional(),
      /** Packets that the link holds at most, those that it delays included; further ones are dropped. */
      limit: whole(1, 1_000_000).default(1000),
      visibleCorruption: VisibleCorruption.optional(),
    },
    { error: objectRefusal(fields) },
  )
  .refine((it) => it.jitter === 0 || it.delay > 0, {
    path: ['jitter'],
    error: refusal('needs a delay, as in netem', ['jitter']),
  })
  .refine((it) => it.jitter <= longestJitter, {
    path: ['jitter'],
    error: refusal(`is longer than ${longestJitter} ms, where netem cuts it off`, ['jitter']),
  })
  .refine((it) => it.distribution === 'uniform' || it.jitter > 0, {
    path: ['distribution'],
    error: refusal('needs a jitter, as in netem', ['distribution']),
  })
  .refine((it) => it.reorder === undefined || it.delay > 0, {
    path: ['reorder'],
    error: refusal('needs a delay, as in netem: a reordered packet is one that is not delayed', ['reorder']),
  });
export type Impairment = z.infer<typeof Impairment>;

/** Whether any packet's fate is drawn at random; otherwise seed and keying mean nothing to this direction. */
export function drawsAtRandom(impairment: Impairment): boolean {
  const { jitter, loss, duplicate, corrupt, reorder, visibleCorruption } = impairment;
  const lossy = loss !== undefined && (loss.model !== 'random' || loss.percent > 0);
  return (
    jitter > 0 ||
    lossy ||
    duplicate > 0 ||
    corrupt > 0 ||
    reorder !== undefined ||
    (visibleCorruption?.percent ?? 0) > 0
  );
}
