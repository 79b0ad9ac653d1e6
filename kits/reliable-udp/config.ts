import { z } from 'zod';
import { unknownCase } from '../score/unknown-case.ts';
import { Without } from '../score/without.ts';
import { knownIds, unknownCases } from './plan/case-ids.ts';

const points = (value: number) => z.number().min(0).max(1000).default(value);
const ratio = (value: number) => z.number().gt(0).max(1000).default(value);

/** Between the two, points fall in proportion. */
const Scale = (fullAt: number, noneAt: number) =>
  z
    .strictObject({ fullAt: ratio(fullAt), noneAt: ratio(noneAt) })
    .prefault({})
    .refine((scale) => scale.fullAt < scale.noneAt, { path: ['noneAt'], error: 'is not above fullAt' });

const Seeds = z.int('is not a whole number').min(1, 'is less than 1').max(20, 'is more than 20');

const debianPackage = z.string().regex(/^[a-z0-9][a-z0-9.+-]+$/, 'not the name of a Debian package');

/** An id such as `loss/30/both/seed-1`, or the beginning of ids up to a slash: `loss/30` means all below it. */
const CaseName = z
  .string({ error: 'is not the id of a case, nor the beginning of one' })
  .regex(/^[a-z0-9-]+(\/[a-z0-9-]+)*$/, 'is not the id of a case, nor the beginning of one such as loss/30');

/** The kit's configuration: every number of the grading policy, each with its default. */
const Fields = z.strictObject({
  /** `public`: a quarter of a minute, for a first look; which cases those are says plan/catalogue.ts. */
  suite: z.enum(['full', 'public'], { error: 'is neither "full" nor "public"' }).default('full'),
  /** Only these and what they need, of the full suite whatever `suite` says. */
  cases: z.array(CaseName, { error: 'is not a list of cases' }).min(1, 'names no case').optional(),
  /** Cases that are left out, with their points. */
  without: Without('clean/text'),
  /** Seeds of each case that chance decides, instead of the catalogue's. */
  seeds: Seeds.optional(),
  /** For discovery: which program of several is the sender. */
  only: z.array(z.string()).optional(),
  /** Extra Debian packages by language, for what students' set-up would have installed. */
  packages: z.record(z.string(), z.array(debianPackage)).default({}),
  points: z
    .strictObject({
      correct: z
        .strictObject({
          files: points(20),
          loss: points(12),
          corruption: points(8),
          disorder: points(7),
          delay: points(6),
          named: points(5),
          everything: points(2),
        })
        .prefault({}),
      time: points(10),
      packets: points(10),
      rules: z
        .strictObject({
          window: points(6),
          exits: points(5),
          size: points(3),
          givesUp: points(3),
          quiet: points(2),
          resends: points(1),
        })
        .prefault({}),
      /** Above the maximum. */
      extra: z
        .strictObject({
          sack: points(2),
          adaptiveTimer: points(2),
          variableWindow: points(2),
          fasterThanTcp: points(2),
        })
        .prefault({}),
      /** What a window of six costs, where more than six costs all. */
      windowOfSix: points(2),
    })
    .prefault({}),
  /** Student's sum over the seeds by the reference's. */
  time: Scale(1.5, 4),
  packets: Scale(1.25, 3),
  /**
   * Cases whose time and packets count, as beginnings of ids; each weighs the same. None in which time is the processor's,
   * as with 1 MB on a clean link: a busy machine slows an interpreter more than the reference.
   */
  measured: z.array(CaseName).min(1, 'names no case').default(['loss/10/both', 'loss/30/both', 'burst', 'delay/50ms']),
  /** The races with TCP: how many, and the geometric mean of the sender's time by TCP's in each. */
  race: z
    .strictObject({ seeds: Seeds.default(5), fullAt: ratio(0.5), noneAt: ratio(1) })
    .prefault({})
    .refine((scale) => scale.fullAt < scale.noneAt, { path: ['noneAt'], error: 'is not above fullAt' }),
  /** Fewer packets beyond the window are let pass. */
  windowEvents: z.int().min(1).max(1000).default(3),
  /** Fewer packets that were sent again although acknowledged, or a smaller share of all packets, are let pass. */
  spurious: z
    .strictObject({ events: z.int().min(1).max(10_000).default(3), share: z.number().min(0).max(1).default(0.02) })
    .prefault({}),
  /** Milliseconds of silence: giving up sooner is too soon, and later too late. */
  giveUp: z
    .strictObject({
      notBeforeMs: z.int().min(0).max(120_000).default(20_000),
      withinMs: z.int().min(1000).max(180_000).default(60_000),
    })
    .prefault({})
    .refine((it) => it.notBeforeMs < it.withinMs, { path: ['withinMs'], error: 'is not after notBeforeMs' }),
  /** A case's limit: the larger of the two. */
  limit: z
    .strictObject({
      leastMs: z.int().min(1000).max(600_000).default(15_000),
      /** Times what the reference takes. */
      timesReference: z.number().min(1).max(100).default(6),
    })
    .prefault({}),
  /** A sender that still runs so long after its last acknowledgement does not end by itself. Milliseconds. */
  exitsWithinMs: z.int().min(500).max(60_000).default(3000),
});
export type Config = z.infer<typeof Fields>;

export const Config = Fields.superRefine((config, context) => {
  for (const field of ['cases', 'without', 'measured'] as const) {
    for (const name of unknownCases(config, config[field] ?? [])) {
      context.addIssue({ code: 'custom', path: [field], message: unknownCase(name, knownIds(config)) });
    }
  }
});

/** Defaults filled in. Throws a ZodError whose issues name field and reason. */
export function parseConfig(input: unknown): Config {
  return Config.parse(input ?? {});
}

/** See `Kit.withhold`. Throws a ZodError. */
export function withhold(config: Config, names: readonly string[]): Config {
  return { ...config, without: Fields.shape.without.parse([...config.without, ...names]) };
}
