import { readAssignmentFor } from '@gradewire/db';
import type { Context } from '../app.ts';
import type { Caller } from '../auth/caller.ts';
import { isAtLeast, type Membership, membershipOf } from '../auth/course-access.ts';
import { notFound, Problem } from '../http/problem.ts';

/** The assignment with the caller's place in its course, and until when their team may submit; 404 for all who are not in it. */
export async function assignmentFor({ db }: Pick<Context, 'db'>, caller: Caller, assignmentId: string) {
  const found = await readAssignmentFor(db.pool, assignmentId, { userId: caller.userId, at: new Date() });
  if (found === null) throw notFound('assignment');
  const { assignment, enrolled, extendedTo } = found;
  const membership = membershipOf(caller, assignment.courseId, enrolled);
  if (membership === null) throw notFound('assignment');
  if (membership.role === 'student' && assignment.currentVersionId === null) throw notFound('assignment');
  return { assignment, membership, extendedTo };
}

/** Whose submission it is: a student's own team now, or the one that staff name. */
export async function submittingTeam(
  { db }: Pick<Context, 'db'>,
  { role, teamId: own, courseId }: Membership,
  named: string | undefined,
): Promise<string> {
  if (!isAtLeast(role, 'assistant')) {
    if (named !== undefined && named !== own) throw notFound('team');
    if (own === null) throw new Problem('conflict', 'You are in no team yet; ask your instructor to put you into one.');
    return own;
  }
  const teamId = named ?? own;
  if (teamId === null) throw new Problem('invalid-query', 'query.team: say whose submission this is, as ?team=ID.');
  const team = await db.prisma.team.findUnique({ where: { id: teamId, isStaff: false }, select: { courseId: true } });
  if (team?.courseId !== courseId) throw notFound('team');
  return teamId;
}
