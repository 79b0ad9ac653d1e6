import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { GradingResult } from '@gradewire/core';
import { z } from 'zod';
import { classesOfTwo } from './classes-of-two.ts';
import { gradeFolder, helloInternet, root } from './grade-folder.ts';

/** What a bad student's folder must come to. A case that is not named passes without a blame. */
export const Expectation = z.strictObject({
  /** The folder's name in the class repository. */
  folder: z.string(),
  /** By case id. `code` is the first feedback's. */
  cases: z.record(
    z.string(),
    z.strictObject({
      outcome: z.string(),
      blame: z.enum(['client', 'server', 'both']).nullable().default(null),
      code: z.string().optional(),
    }),
  ),
  /** Points by rubric line. */
  lines: z.record(z.string(), z.number()),
  /** Outcome by role. */
  programs: z.record(z.enum(['client', 'server']), z.enum(['built', 'build-failed', 'missing'])).optional(),
  /** Codes of discovery's notes. */
  notes: z.array(z.string()).default([]),
});
export type Expectation = z.infer<typeof Expectation>;

export interface Fixture {
  readonly name: string;
  readonly expected: Expectation;
}

const fixturesFolder = path.join(root, 'kits/hello-internet/fixtures');

/** A good client and server for every fixture to meet. */
export const partner = 'c';

export async function readFixtures(): Promise<Fixture[]> {
  const names = (await readdir(fixturesFolder)).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(path.join(fixturesFolder, name, 'expect.json'), 'utf8');
      return { name, expected: Expectation.parse(JSON.parse(text)) };
    }),
  );
}

/** Grades the fixtures in one class repository, as the command line would, but each with the partner alone. */
export async function gradeFixtures(fixtures: readonly Fixture[]): Promise<GradingResult> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'gradewire-fixtures-'));
  try {
    await cp(path.join(root, 'examples/class-repo', partner), path.join(folder, partner), { recursive: true });
    for (const { name, expected } of fixtures) {
      const isHandedIn = (file: string) => path.basename(file) !== 'expect.json';
      const [from, to] = [path.join(fixturesFolder, name), path.join(folder, expected.folder)];
      await cp(from, to, { recursive: true, errorOnExist: true, force: false, filter: isHandedIn });
    }
    return await gradeFolder(folder, {
      kit: classesOfTwo(helloInternet, partner),
      // Shorter than a student's limits: many of the fixtures hang.
      config: { usageWithinMs: 2500, serverReadyWithinMs: 5000 },
      // Most of a case is waiting here.
      jobs: 4 * os.availableParallelism(),
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
