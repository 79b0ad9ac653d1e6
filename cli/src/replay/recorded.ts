import { readFile } from 'node:fs/promises';
import { CaseResult, GradingResult, nearest } from '@gradewire/core';
import { ZodError, z } from 'zod';
import { BadUsage } from '../option-values.ts';

/**
 * What a replay needs of a result: of `gradewire grade --json`, or of the service, which gives students no seed as long
 * as that is a secret, and names neither sources nor link.
 */
const Recorded = z.object({
  ...GradingResult.pick({ kit: true, kitVersion: true }).shape,
  ...GradingResult.pick({ gradewire: true, source: true, link: true }).partial().shape,
  seed: GradingResult.shape.seed.nullish(),
  subjects: z.array(z.object({ id: z.string() })),
  cases: z.array(CaseResult.extend({ artefacts: CaseResult.shape.artefacts.default([]) })),
});
export type Recorded = z.infer<typeof Recorded>;

/** Throws BadUsage. */
export async function readRecorded(file: string): Promise<Recorded> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new BadUsage(`${file} cannot be read: ${error.message}`);
  });
  try {
    return Recorded.parse(JSON.parse(text));
  } catch (error) {
    const why = error instanceof ZodError ? `${error.issues[0]?.path.join('.')}: ${error.issues[0]?.message}` : error;
    throw new BadUsage(`${file} is no result of Gradewire (${why instanceof Error ? why.message : why})`);
  }
}

/** The case of that id. Throws BadUsage, which names the one that was probably meant. */
export function recordedCase({ cases }: Recorded, id: string): CaseResult {
  const found = cases.find((one) => one.id === id);
  if (found) return found;
  const ids = cases.map((one) => one.id);
  const near = nearest(id, ids);
  const begins = ids.filter((one) => one.startsWith(`${id.split('/')[0]}/`));
  const some = (begins.length > 0 ? begins : ids).slice(0, 5).join(', ');
  const others = ids.length === 0 ? 'it has no cases' : `it has ${ids.length}, such as ${some}`;
  const hint = near === undefined ? others : `did you mean ${near}?`;
  throw new BadUsage(`--case ${id}: the result has no such case; ${hint}`);
}

/** The seed to use. Throws BadUsage where the result keeps it back. */
export function seedOf(recorded: Recorded, asked: number | undefined): number {
  const seed = asked ?? recorded.seed;
  if (seed !== undefined && seed !== null) return seed;
  throw new BadUsage(
    'the result names no seed: those of official runs are published after the deadline. Fetch the result again then, ' +
      'or try other weather of the same kind now: --seed 1',
  );
}
