import { type Database, newId } from '@gradewire/db';
import type { CourseRole } from '../contracts/fields.ts';
import { Scope } from '../contracts/key.ts';
import { issueKey } from '../store/keys.ts';

export interface Person {
  readonly userId: string;
  readonly enrollmentId: string;
  readonly key: string;
}

export async function seedPerson(
  { prisma }: Database,
  courseId: string,
  role: CourseRole,
  more: { teamId?: string; scopes?: readonly Scope[]; name?: string } = {},
): Promise<Person> {
  const userId = newId();
  const enrollmentId = newId();
  await prisma.user.create({ data: { id: userId, name: more.name ?? role, email: `${userId}@example.edu` } });
  await prisma.enrollment.create({ data: { id: enrollmentId, courseId, userId, role } });
  if (more.teamId !== undefined) {
    await prisma.teamMember.create({ data: { id: newId(), courseId, teamId: more.teamId, enrollmentId } });
  }
  const scopes = more.scopes ?? Scope.options;
  const { key } = await issueKey(prisma, { userId, courseId: null, name: 'test', scopes, expiresAt: null });
  return { userId, enrollmentId, key };
}

export async function seedCourse({ prisma }: Database, everySubmissionCounts = false): Promise<string> {
  const id = newId();
  await prisma.course.create({ data: { id, slug: `course-${id}`, title: 'Networks', everySubmissionCounts } });
  return id;
}

export async function seedTeam({ prisma }: Database, courseId: string, name: string): Promise<string> {
  const id = newId();
  await prisma.team.create({ data: { id, courseId, name, slug: `${name.toLowerCase()}-${id.slice(-6)}` } });
  return id;
}

interface Dates {
  readonly opensAt?: Date;
  readonly dueAt?: Date;
  readonly closesAt?: Date;
  readonly selfChecksPerDay?: number;
  readonly selfCheckBurst?: number;
  readonly latePercentPerDay?: number;
}

/** An assignment with one published version of Hello Internet. */
export async function seedAssignment({ prisma }: Database, courseId: string, dates: Dates = {}, visibility = {}) {
  const id = newId();
  const versionId = newId();
  await prisma.assignment.create({
    data: { id, courseId, slug: `hello-${id.slice(-12)}`, title: 'Hello Internet', ...dates },
  });
  await prisma.assignmentVersion.create({
    data: {
      id: versionId,
      assignmentId: id,
      number: 1,
      kit: 'hello-internet',
      kitVersion: '1',
      config: {},
      imageDigests: {},
      points: {},
      visibility,
      seeds: {},
      linkBackend: 'emulator',
    },
  });
  await prisma.assignmentVersion.update({
    where: { id: versionId },
    data: { state: 'published', publishedAt: new Date() },
  });
  await prisma.assignment.update({ where: { id }, data: { currentVersionId: versionId } });
  return { assignmentId: id, versionId };
}
