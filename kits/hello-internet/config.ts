import type { LinkProfile } from '@gradewire/core';
import { z } from 'zod';
import { unknownCase } from '../score/unknown-case.ts';
import { Without } from '../score/without.ts';
import { knownInstead } from './plan/case-ids.ts';
import { weatherLimits } from './plan/weather-limits.ts';
import { readWeather } from './plan/weather-profiles.ts';

const points = (value: number) => z.number().min(0).default(value);
const ms = (value: number) => z.int().min(100).max(120_000).default(value);

const debianPackage = z.string().regex(/^[a-z0-9][a-z0-9.+-]+$/, 'not the name of a Debian package');

/** A minute or two a client, with hundreds of pairs: beyond that a run would take days. */
const mostExtraMs = 120_000;

const Weather = z.unknown().transform((value, context): LinkProfile => {
  const read = readWeather(value);
  const refuse = (message: string) => {
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  };
  if ('problems' in read) return refuse(read.problems.join('; '));
  const { extraMs } = weatherLimits(read.profile);
  if (extraMs <= mostExtraMs) return read.profile;
  const seconds = Math.ceil(extraMs / 1000);
  return refuse(
    `${read.profile.name}: one exchange may take ${seconds} s longer; at most ${mostExtraMs / 1000} s are allowed`,
  );
});

const LeftOut = Without('reference');

/** The kit's configuration: every number of the grading policy, each with its default. */
export const Config = z.strictObject({
  points: z
    .strictObject({
      client: z
        .strictObject({
          reference: points(16),
          arguments: points(5),
          segments: points(5),
          hostName: points(4),
          unavailable: points(4),
          badArguments: points(3),
          quiet: points(3),
        })
        .prefault({}),
      server: z
        .strictObject({
          reference: points(14),
          nextClient: points(8),
          hostile: points(8),
          arguments: points(5),
          badArguments: points(3),
          segments: points(2),
        })
        .prefault({}),
      interop: points(10),
      readme: points(5),
      names: points(3),
      /** Given by a person. */
      comments: points(2),
      /** Extra credit, above the maximum. */
      challenge: points(5),
      spellingSlip: points(1),
    })
    .prefault({}),
  /** The share of its pairs that earns a subject all of `interop`. */
  interopFullAt: z.number().gt(0).max(1).default(0.8),
  /** A client's whole exchange. */
  clientWithinMs: ms(5000),
  /** From start to a listening socket, a virtual machine's start included. */
  serverReadyWithinMs: ms(10_000),
  /** How quickly a program must report bad arguments or an absent server. */
  usageWithinMs: ms(5000),
  /** Extra Debian packages by language, for what students' setup.sh would have installed. */
  packages: z.record(z.string(), z.array(debianPackage)).default({}),
  /** Cases that are left out, with their points. */
  without: LeftOut.superRefine((names, context) => {
    for (const name of names) {
      const known = knownInstead(name);
      if (known !== undefined) context.addIssue({ code: 'custom', message: unknownCase(name, known) });
    }
  }),
  /** Grade only these: folder names or languages. */
  only: z.array(z.string()).optional(),
  /** Pairs that pass are run once more under each of these: names of profiles, or profiles. No points. */
  weather: z
    .array(Weather, { error: 'is not a list of names of weather or link profiles' })
    .max(8, 'more than 8 kinds of weather')
    .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, 'the same name is there twice')
    .default([]),
});
export type Config = z.infer<typeof Config>;

/** See `Kit.withhold`. Throws a ZodError. */
export function withhold(config: Config, names: readonly string[]): Config {
  return { ...config, without: LeftOut.parse([...config.without, ...names]) };
}
