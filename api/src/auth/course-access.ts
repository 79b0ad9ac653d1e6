import { type Database, readEnrollment } from '@gradewire/db';
import type { CourseRole } from '../contracts/fields.ts';
import { notFound, Problem } from '../http/problem.ts';
import type { Caller } from './caller.ts';

const rank: Readonly<Record<CourseRole, number>> = { student: 0, assistant: 1, instructor: 2, owner: 3 };

export function isAtLeast(role: CourseRole, least: CourseRole): boolean {
  return rank[role] >= rank[least];
}

export function outranks(role: CourseRole, other: CourseRole): boolean {
  return rank[role] > rank[other];
}

/** A caller's place in one course. */
export interface Membership {
  readonly courseId: string;
  readonly enrollmentId: string;
  readonly role: CourseRole;
}

export async function membershipIn(db: Database, caller: Caller, courseId: string): Promise<Membership | null> {
  if (caller.courseId !== null && caller.courseId !== courseId) return null;
  const found = await readEnrollment(db.pool, courseId, caller.userId);
  return found && { courseId, enrollmentId: found.id, role: found.role };
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

/** The team that the student is in at this moment. */
export async function teamAt(db: Database, enrollmentId: string, at: Date): Promise<string | null> {
  const member = await db.prisma.teamMember.findFirst({
    where: { enrollmentId, from: { lte: at }, OR: [{ until: null }, { until: { gt: at } }] },
    select: { teamId: true },
  });
  return member?.teamId ?? null;
}
