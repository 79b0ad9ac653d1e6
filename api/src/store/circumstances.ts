import { type Database, type Deadlines, readDeadlines } from '@gradewire/db';
import { type Circumstances, StoredVisibility } from '../projection/visibility.ts';

const dayMs = 86_400_000;

/**
 * The last moment at which any team may submit: the assignment's end with all extensions. Where lateness costs less
 * than everything and nothing else ends it, it is when it has cost everything.
 */
export function lastChance(deadlines: Deadlines): Date | null {
  const { dueAt, closesAt, latePercentPerDay, lateGraceSeconds, extensions } = deadlines;
  if (dueAt === null && closesAt === null) return null;
  const late = latePercentPerDay > 0 ? Math.ceil(100 / latePercentPerDay) * dayMs : 0;
  const tail = late + lateGraceSeconds * 1000;
  const ends = extensions.map((at) => at.getTime() + (closesAt === null ? tail : 0));
  if (closesAt !== null) ends.push(closesAt.getTime());
  else if (dueAt !== null) ends.push(dueAt.getTime() + tail);
  return new Date(Math.max(...ends));
}

export async function closingOf({ pool }: Database, assignmentId: string): Promise<Date | null> {
  return lastChance(await readDeadlines(pool, assignmentId));
}

/** For what no case's visibility bears on. */
export function noCircumstances(): Circumstances {
  return circumstances(null, {});
}

export function circumstances(closesAt: Date | null, visibility: unknown): Circumstances {
  return { now: new Date(), closesAt, visibility: StoredVisibility.parse(visibility ?? {}) };
}
