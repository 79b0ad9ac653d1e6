import { createHash } from 'node:crypto';
import { z } from 'zod';

const Seeds = z.record(z.string(), z.unknown());
const SeedList = z.array(z.int().min(0)).min(1);

/**
 * The first of the seeds that a version names for the reason; those of what counts are drawn by chance where nobody chose
 * them. Where it names none, as for self-checks: one that follows from the assignment, so that everybody meets the same
 * weather, in every version of it. Whoever knows the assignment's id knows that one.
 */
export function seedOf(seeds: unknown, assignmentId: string, reason: 'official' | 'self-check'): number {
  const named = SeedList.safeParse(Seeds.safeParse(seeds).data?.[reason]);
  if (named.success) return named.data[0]!;
  return createHash('sha256').update(`${assignmentId}/${reason}`).digest().readUInt32BE();
}
