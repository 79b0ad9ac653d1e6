import type { Context } from '../app.ts';
import type { Caller } from '../auth/caller.ts';
import { inCourse, isAtLeast, type Membership, teamAt } from '../auth/course-access.ts';
import { notFound, Problem } from '../http/problem.ts';

/** The assignment with the caller's place in its course; 404 for all who are not in it. */
export async function assignmentFor({ db }: Pick<Context, 'db'>, caller: Caller, assignmentId: string) {
  const assignment = await db.prisma.assignment.findUnique({ where: { id: assignmentId }, include: { course: true } });
  if (assignment === null) throw notFound('assignment');
  const membership = await inCourse(db, caller, assignment.courseId, 'student', 'assignment');
  if (membership.role === 'student' && assignment.currentVersionId === null) throw notFound('assignment');
  return { assignment, membership };
}

/** Whose submission it is: a student's own team now, or the one that staff name. */
export async function submittingTeam(
  { db }: Pick<Context, 'db'>,
  membership: Membership,
  named: string | undefined,
): Promise<string> {
  if (!isAtLeast(membership.role, 'assistant')) {
    const own = await teamAt(db, membership.enrollmentId, new Date());
    if (named !== undefined && named !== own) throw notFound('team');
    if (own === null) throw new Problem('conflict', 'You are in no team yet; ask your instructor to put you into one.');
    return own;
  }
  const teamId = named ?? (await teamAt(db, membership.enrollmentId, new Date()));
  if (teamId === null) throw new Problem('invalid-query', 'query.team: say whose submission this is, as ?team=ID.');
  const team = await db.prisma.team.findUnique({ where: { id: teamId, isStaff: false }, select: { courseId: true } });
  if (team?.courseId !== membership.courseId) throw notFound('team');
  return teamId;
}
