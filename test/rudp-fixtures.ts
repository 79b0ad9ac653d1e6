import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { GradingResult } from '@gradewire/core';
import { kitById } from '@gradewire/kits';
import { z } from 'zod';
import { gradeFolder, root } from './grade-folder.ts';

/** What a team's folder must come to. */
export const Expectation = z.strictObject({
  /** The public suite, or only the cases that are named below. */
  suite: z.enum(['public']).optional(),
  /** By case id: these are run, and the first case, which always is. With a suite, what is not named passes. */
  cases: z.record(
    z.string(),
    z.strictObject({
      outcome: z.string(),
      blame: z.enum(['client']).nullable().default(null),
      /** Of the first feedback. */
      code: z.string().optional(),
    }),
  ),
  /** Points by rubric line; `[least, most]` where chance or the machine has a say. */
  lines: z.record(z.string(), z.union([z.number(), z.tuple([z.number(), z.number()])])),
  program: z.enum(['built', 'build-failed', 'missing']).default('built'),
  /** Codes of discovery's notes. */
  notes: z.array(z.string()).default([]),
});
export type Expectation = z.infer<typeof Expectation>;

export interface Fixture {
  readonly name: string;
  readonly folder: string;
  readonly expected: Expectation;
}

const fixturesFolder = path.join(root, 'kits/reliable-udp/fixtures');
const reliableUdp = kitById('reliable-udp')!;

/** Less of it than a student meets: many of the fixtures hang, and one never gives up. */
const patience = { limit: { leastMs: 12_000, timesReference: 4 }, giveUp: { withinMs: 40_000 } };

export async function readFixtures(): Promise<Fixture[]> {
  const names = (await readdir(fixturesFolder)).sort();
  return Promise.all(
    names.map(async (name) => {
      const folder = path.join(fixturesFolder, name);
      const text = await readFile(path.join(folder, 'expect.json'), 'utf8');
      return { name, folder, expected: Expectation.parse(JSON.parse(text)) };
    }),
  );
}

/** Grades a team's folder as the command line would. */
export async function gradeFixture({ folder, expected }: Fixture): Promise<GradingResult> {
  const handedIn = await mkdtemp(path.join(os.tmpdir(), 'gradewire-fixture-'));
  try {
    const isHandedIn = (file: string) => path.basename(file) !== 'expect.json';
    await cp(folder, handedIn, { recursive: true, filter: isHandedIn });
    const cases = Object.keys(expected.cases);
    // One that cannot be built runs no case, but one has to be asked for.
    const asked = expected.suite ? { suite: expected.suite } : { cases: cases.length > 0 ? cases : ['clean/text'] };
    const config = { ...asked, ...patience };
    // The first case runs alone, so that two labs are enough for the two or three of most fixtures.
    const jobs = expected.suite ? 4 : 2;
    return await gradeFolder(handedIn, { kit: reliableUdp, config, jobs });
  } finally {
    await rm(handedIn, { recursive: true, force: true });
  }
}

/** A gate that lets so many pass at the same time; the others wait until one has left. */
export function limited(most: number): <T>(run: () => Promise<T>) => Promise<T> {
  let free = most;
  const waiting: (() => void)[] = [];
  return async (run) => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else free--;
    try {
      return await run();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
}
