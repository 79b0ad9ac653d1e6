import { type Database, type Enrolled, type Prisma, readEnrolled } from '@gradewire/db';
import type { CourseRole } from '../contracts/fields.ts';
import { notFound, Problem } from '../http/problem.ts';
import type { Caller } from './caller.ts';

const rank: Readonly<Record<CourseRole, number>> = { student: 0, assistant: 1, instructor: 2, owner: 3 };

export function isAtLeast(role: CourseRole, least: CourseRole): boolean {
  return rank[role] >= rank[least];
}

function outranks(role: CourseRole, other: CourseRole): boolean {
  return rank[role] > rank[other];
}

/** A caller's place in one course. */
export interface Membership {
  readonly courseId: string;
  readonly enrollmentId: string;
  readonly role: CourseRole;
  /** The team that they are in now. */
  readonly teamId: string | null;
}

export async function membershipIn(db: Database, caller: Caller, courseId: string): Promise<Membership | null> {
  const enrolled = await readEnrolled(db.pool, courseId, { userId: caller.userId, at: new Date() });
  return membershipOf(caller, courseId, enrolled);
}

/** Who is enrolled, unless the caller's key is for another course. */
export function membershipOf(caller: Caller, courseId: string, enrolled: Enrolled | null): Membership | null {
  const isForThis = caller.courseId === null || caller.courseId === courseId;
  return enrolled !== null && isForThis ? { courseId, ...enrolled } : null;
}

/**
 * The caller's place in the course, at least in the given role. Whoever is not in the course learns nothing of it (404);
 * whoever is, but may not do this, is told so (403).
 */
export async function inCourse(
  db: Database,
  caller: Caller,
  courseId: string,
  least: CourseRole = 'student',
  what = 'course',
): Promise<Membership> {
  const membership = await membershipIn(db, caller, courseId);
  if (membership === null) throw notFound(what);
  if (!isAtLeast(membership.role, least)) {
    throw new Problem('forbidden', `This is for ${least}s and above; you are enrolled as ${membership.role}.`);
  }
  return membership;
}

/** The enrolment of somebody below `role`: 404 if they are not in the course, 403 if they are not below. */
export async function enrolledBelow(
  prisma: Pick<Prisma.TransactionClient, 'enrollment'>,
  role: CourseRole,
  who: { readonly courseId: string; readonly userId: string },
) {
  const { courseId, userId } = who;
  const enrollment = await prisma.enrollment.findUnique({ where: { courseId_userId: { courseId, userId } } });
  if (enrollment === null || enrollment.leftAt !== null) throw notFound('person');
  if (!outranks(role, enrollment.role))
    throw new Problem('forbidden', `Only those above ${enrollment.role}s may do this.`);
  return enrollment;
}

/** The team that the student is in at that time. */
export async function teamAt(db: Database, enrollmentId: string, at: Date): Promise<string | null> {
  const member = await db.prisma.teamMember.findFirst({
    where: { enrollmentId, from: { lte: at }, OR: [{ until: null }, { until: { gt: at } }] },
    select: { teamId: true },
  });
  return member?.teamId ?? null;
}
