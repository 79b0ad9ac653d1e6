import { slugOf } from '@gradewire/core';
import { newId, type Prisma } from '@gradewire/db';
import { Problem } from '../http/problem.ts';

type Tx = Prisma.TransactionClient;

/** A slug that no other team of the course has: `red`, `red-2`, … */
export async function freeTeamSlug(tx: Tx, courseId: string, name: string): Promise<string> {
  const base = slugOf(name, 'team');
  const where = { courseId, slug: { startsWith: base } };
  const taken = new Set((await tx.team.findMany({ where, select: { slug: true } })).map(({ slug }) => slug));
  for (let number = 1; ; number++) {
    const slug = number === 1 ? base : `${base}-${number}`;
    if (!taken.has(slug)) return slug;
  }
}

/** From now on the person is in this team and in no other of the course; null: in none. */
export async function moveTo(tx: Tx, courseId: string, enrollmentId: string, teamId: string | null): Promise<void> {
  const now = new Date();
  const open = await tx.teamMember.findMany({ where: { enrollmentId, OR: [{ until: null }, { until: { gt: now } }] } });
  if (open.some((one) => one.teamId === teamId && one.from <= now && one.until === null)) return;
  for (const { id, from } of open) {
    // Whoever came this very moment, or is to come later, was never there.
    if (from >= now) await tx.teamMember.delete({ where: { id } });
    else await tx.teamMember.update({ where: { id }, data: { until: now } });
  }
  if (teamId !== null) await tx.teamMember.create({ data: { id: newId(), courseId, teamId, enrollmentId, from: now } });
}

/** Makes exactly these people the team's members, in a course that is locked. Throws a Problem that names whoever is not in the course. */
export async function setTeamMembers(
  tx: Tx,
  courseId: string,
  teamId: string,
  userIds: readonly string[],
): Promise<void> {
  const people = await tx.enrollment.findMany({
    where: { courseId, userId: { in: [...userIds] }, leftAt: null },
    select: { id: true, userId: true },
  });
  const missing = userIds.filter((userId) => !people.some((one) => one.userId === userId));
  if (missing.length > 0) {
    const faults = missing.map((userId) => ({ at: 'body.members', message: `${userId} is not in this course` }));
    throw new Problem('invalid-body', `Not in this course: ${missing.join(', ')}.`, { faults });
  }
  const now = new Date();
  const present = await tx.teamMember.findMany({ where: { teamId, OR: [{ until: null }, { until: { gt: now } }] } });
  for (const { enrollmentId } of present) {
    if (!people.some(({ id }) => id === enrollmentId)) await moveTo(tx, courseId, enrollmentId, null);
  }
  for (const { id } of people) await moveTo(tx, courseId, id, teamId);
}
