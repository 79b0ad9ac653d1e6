import { lockCourse, type Prisma } from '@gradewire/db';
import type { CourseRole } from '../contracts/fields.ts';
import { Problem } from '../http/problem.ts';
import { moveTo } from './teams.ts';

/** Somebody's place in a course, which is to end. */
export interface Leaving {
  readonly id: string;
  readonly courseId: string;
  readonly userId: string;
  readonly role: CourseRole;
}

/**
 * From now on the person is neither in the course nor in a team of it, and their keys that are good for this course only are
 * revoked: returns how many. What they handed in, and its scores, stay with the team. Throws a Problem where the course would
 * be without an owner.
 */
export async function takeOffCourse(
  tx: Prisma.TransactionClient,
  { id, courseId, userId, role }: Leaving,
): Promise<number> {
  // Of two owners who leave at once, one finds that the other has left.
  await lockCourse(tx, courseId);
  if (
    role === 'owner' &&
    (await tx.enrollment.count({ where: { courseId, role, leftAt: null, id: { not: id } } })) === 0
  )
    throw new Problem('conflict', 'The course would have no owner; nothing was changed.');
  await moveTo(tx, courseId, id, null);
  const now = new Date();
  await tx.enrollment.update({ where: { id }, data: { leftAt: now } });
  const keys = await tx.apiKey.updateMany({ where: { userId, courseId, revokedAt: null }, data: { revokedAt: now } });
  return keys.count;
}
