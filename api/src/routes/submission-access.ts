import { isKeyInForce, readSubmissionFor, type SubmissionStatus } from '@gradewire/db';
import type { Context } from '../app.ts';
import type { Caller } from '../auth/caller.ts';
import { isAtLeast, type Membership, membershipOf } from '../auth/course-access.ts';
import { notFound, Problem } from '../http/problem.ts';
import { projectionFor } from '../projection/for-role.ts';
import { circumstances, lastChance } from '../store/circumstances.ts';
import { wholeSubmission } from '../store/submissions.ts';
import { orNotFound } from './or-not-found.ts';

/** The submission with the caller's place in its course; 404 unless it is the caller's to see. */
export async function submissionFor({ db }: Pick<Context, 'db'>, caller: Caller, id: string) {
  const found = await readSubmissionFor(db.pool, id, { userId: caller.userId, at: new Date() });
  const membership = found && membershipOf(caller, found.row.courseId, found.enrolled);
  if (!found || !membership) throw notFound('submission');
  if (!isAtLeast(membership.role, 'assistant') && !found.isMember) throw notFound('submission');
  return { row: found.row, membership };
}

/**
 * What somebody who watches it sees by now; null once it is no longer theirs to see, as with a revoked key or after they left
 * the course. Throws what the database throws.
 */
export async function watchedSubmission({ db }: Pick<Context, 'db'>, caller: Caller, id: string) {
  if (caller.keyId !== null && !(await isKeyInForce(db.pool, caller.keyId, new Date()))) return null;
  try {
    const { row, membership } = await submissionFor({ db }, caller, id);
    return projectedSubmission(membership, row);
  } catch (error) {
    if (error instanceof Problem) return null;
    throw error;
  }
}

/** A submission as its reader may see it; null if not at all. */
export function projectedSubmission({ role }: Membership, row: SubmissionStatus) {
  const at = circumstances(lastChance(row.deadlines), row.run?.visibility);
  return projectionFor(role).submission(wholeSubmission(row), at);
}

/** The same; 404 if not at all. */
export function seenSubmission(membership: Membership, row: SubmissionStatus) {
  return orNotFound(projectedSubmission(membership, row), 'submission');
}
