import { type Database, newId } from '@gradewire/db';

export const lanes = ['official', 'self-check'] as const;

/** A course in which every submission counts, so that none supersedes another. */
export interface StormClass {
  readonly courseId: string;
  readonly assignmentId: string;
  readonly versionId: string;
  readonly teams: readonly string[];
}

export async function makeClass({ prisma }: Database, size: number): Promise<StormClass> {
  const [courseId, assignmentId, versionId] = [newId(), newId(), newId()];
  const teams = Array.from({ length: size }, () => newId());
  await prisma.course.create({ data: { id: courseId, slug: 'storm', title: 'Storm', everySubmissionCounts: true } });
  await prisma.team.createMany({ data: teams.map((id, at) => ({ id, courseId, slug: `t${at}`, name: `Team ${at}` })) });
  await prisma.assignment.create({ data: { id: assignmentId, courseId, slug: 'storm', title: 'Storm' } });
  await prisma.assignmentVersion.create({
    data: {
      id: versionId,
      assignmentId,
      number: 1,
      kit: 'hello-internet',
      kitVersion: '1',
      config: {},
      imageDigests: {},
      points: {},
      visibility: {},
      seeds: {},
      linkBackend: 'emulator',
    },
  });
  await prisma.assignmentVersion.update({
    where: { id: versionId },
    data: { state: 'published', publishedAt: new Date() },
  });
  return { courseId, assignmentId, versionId, teams };
}
