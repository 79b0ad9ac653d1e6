import { spawn } from 'node:child_process';
import path from 'node:path';
import { type Database, newId, submit } from '@gradewire/db';
import { type BlobStore, ingest, treeKey } from '@gradewire/storage';

export const repositoryRoot = path.join(import.meta.dirname, '..', '..');

/** Builds are kept between test runs. */
export const buildsFolder = path.join(repositoryRoot, '.gradewire', 'builds');

export interface TestCourse {
  readonly courseId: string;
  readonly assignmentId: string;
  readonly versionId: string;
  readonly teamId: string;
}

interface CourseOptions {
  readonly dueAt?: Date;
  readonly latePercentPerDay?: number;
  readonly hidden?: readonly string[];
  readonly untilClosed?: readonly string[];
  /** Cases that are not run: those with slow and silent peers if not given, which take most of a run's time. */
  readonly without?: readonly string[];
  readonly link?: 'emulator' | 'netem';
}

/** A course with one team and a published version of Hello Internet. */
export async function makeCourse({ prisma }: Database, options: CourseOptions = {}): Promise<TestCourse> {
  const [courseId, assignmentId, versionId, teamId] = [newId(), newId(), newId(), newId()];
  const { dueAt, latePercentPerDay = 0, hidden = [], untilClosed = [], without = ['peer'], link } = options;
  await prisma.course.create({ data: { id: courseId, slug: `c-${courseId.slice(-12)}`, title: 'Networks' } });
  await prisma.team.create({ data: { id: teamId, courseId, slug: 'red', name: 'Red' } });
  await prisma.assignment.create({
    data: { id: assignmentId, courseId, slug: 'hello', title: 'Hello', latePercentPerDay, ...(dueAt ? { dueAt } : {}) },
  });
  await prisma.assignmentVersion.create({
    data: {
      id: versionId,
      assignmentId,
      number: 1,
      kit: 'hello-internet',
      kitVersion: '1',
      config: { without: [...without] },
      imageDigests: {},
      points: {},
      visibility: { hidden: [...hidden], untilClosed: [...untilClosed] },
      seeds: { official: [7] },
      linkBackend: link ?? 'emulator',
    },
  });
  const where = { id: versionId };
  await prisma.assignmentVersion.update({ where, data: { state: 'published', publishedAt: new Date() } });
  await prisma.assignment.update({ where: { id: assignmentId }, data: { currentVersionId: versionId } });
  return { courseId, assignmentId, versionId, teamId };
}

/** Hands in folders of the example class, as an upload would. */
export async function handIn(
  { pool }: Database,
  blobs: BlobStore,
  course: TestCourse,
  { folders = ['c'], receivedAt = new Date(), reason = 'official' as 'official' | 'self-check' } = {},
) {
  const tree = await ingest(blobs, archiveOf(folders));
  const { courseId, assignmentId, teamId, versionId } = course;
  return submit(
    pool,
    {
      courseId,
      assignmentId,
      teamId,
      treeDigest: tree.digest,
      blobKey: treeKey(tree.digest),
      sizeBytes: tree.bytes,
      fileCount: tree.files.length,
      receivedAt,
      source: 'upload',
    },
    { versionId, reason },
  );
}

/** Folders of `examples/class-repo` as a tar.gz. */
export function archiveOf(folders: readonly string[]) {
  const place = path.join(repositoryRoot, 'examples', 'class-repo');
  return spawn('tar', ['-czf', '-', '-C', place, ...folders], { stdio: ['ignore', 'pipe', 'inherit'] }).stdout;
}
