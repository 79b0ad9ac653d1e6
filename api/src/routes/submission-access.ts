import { readSubmission, type SubmissionStatus } from '@gradewire/db';
import type { Context } from '../app.ts';
import type { Caller } from '../auth/caller.ts';
import { isAtLeast, type Membership, membershipIn } from '../auth/course-access.ts';
import { notFound } from '../http/problem.ts';
import { projectionFor } from '../projection/for-role.ts';
import { circumstances, closingOf } from '../store/circumstances.ts';
import { wholeSubmission } from '../store/submissions.ts';

/** Whether a student may see a team's work: who is in the team now, or was when the work came in. */
async function wasIn({ db }: Pick<Context, 'db'>, membership: Membership, teamId: string, at: Date): Promise<boolean> {
  const then = { from: { lte: at }, OR: [{ until: null }, { until: { gt: at } }] };
  const now = { OR: [{ until: null }, { until: { gt: new Date() } }] };
  const found = await db.prisma.teamMember.findFirst({
    where: { teamId, enrollmentId: membership.enrollmentId, OR: [then, now] },
    select: { id: true },
  });
  return found !== null;
}

/** The submission with the caller's place in its course; 404 unless it is the caller's to see. */
export async function submissionFor(context: Pick<Context, 'db'>, caller: Caller, id: string) {
  const row = await readSubmission(context.db.pool, id);
  const membership = row && (await membershipIn(context.db, caller, row.courseId));
  if (!row || !membership) throw notFound('submission');
  const mayRead =
    isAtLeast(membership.role, 'assistant') || (await wasIn(context, membership, row.teamId, row.receivedAt));
  if (!mayRead) throw notFound('submission');
  return { row, membership };
}

/** Submissions as their reader may see them. */
export async function seenSubmissions(
  { db }: Pick<Context, 'db'>,
  membership: Membership,
  assignmentId: string,
  rows: readonly SubmissionStatus[],
) {
  const project = projectionFor(membership.role).submission;
  const [closesAt, ...whole] = await Promise.all([
    closingOf(db, assignmentId),
    ...rows.map((row) => wholeSubmission(db, row)),
  ]);
  return whole.flatMap((one, index) => {
    const seen = project(one, circumstances(closesAt, rows[index]!.run?.visibility));
    return seen === null ? [] : [seen];
  });
}

export async function seenSubmission(context: Pick<Context, 'db'>, membership: Membership, row: SubmissionStatus) {
  const [seen] = await seenSubmissions(context, membership, row.assignmentId, [row]);
  if (seen === undefined) throw notFound('submission');
  return seen;
}
