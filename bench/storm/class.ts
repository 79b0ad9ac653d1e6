import { type Database, newId } from '@gradewire/db';
import { publishVersion } from '../published-version.ts';

export const lanes = ['official', 'self-check'] as const;

/** A course in which every submission counts, so that none supersedes another. */
export interface StormClass {
  readonly courseId: string;
  readonly assignmentId: string;
  readonly versionId: string;
  readonly teams: readonly string[];
}

export async function makeClass(db: Database, size: number): Promise<StormClass> {
  const { prisma } = db;
  const [courseId, assignmentId] = [newId(), newId()];
  const teams = Array.from({ length: size }, () => newId());
  await prisma.course.create({ data: { id: courseId, slug: 'storm', title: 'Storm', everySubmissionCounts: true } });
  await prisma.team.createMany({ data: teams.map((id, at) => ({ id, courseId, slug: `t${at}`, name: `Team ${at}` })) });
  await prisma.assignment.create({ data: { id: assignmentId, courseId, slug: 'storm', title: 'Storm' } });
  const versionId = await publishVersion(db, assignmentId);
  return { courseId, assignmentId, versionId, teams };
}
