import { type Closing, lookAgain, readBoundDeadlines } from '@gradewire/db';
import { lastChance } from '../../store/circumstances.ts';
import type { Acting } from '../acting.ts';

/** So many checks wait at once to be looked at again, behind those with news: GitHub takes about one a second. */
const most = 60;

/** Where the last team's time to hand in stands, by which students see more or less of a run. */
export function closingNow(closesAt: Date | null): Closing {
  if (closesAt === null) return 'never';
  return closesAt.getTime() <= Date.now() ? 'past' : 'ahead';
}

/**
 * When the last team's time is over, or was moved by staff, checks of runs that ended long ago have more to say, or less.
 * As everywhere states are compared, so that it does not matter who was down when it happened. To be called every few
 * seconds.
 */
export async function lookAgainAtEnded({ db }: Pick<Acting, 'db'>): Promise<void> {
  const bound = await readBoundDeadlines(db.pool);
  const now = bound.map((one) => ({ assignmentId: one.assignmentId, closing: closingNow(lastChance(one)) }));
  await lookAgain(db.pool, now, most);
}
