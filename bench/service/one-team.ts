import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { type Database, newId, submit } from '@gradewire/db';
import { type BlobStore, ingest, treeKey } from '@gradewire/storage';
import { publishVersion } from '../published-version.ts';

export interface OneTeam {
  readonly courseId: string;
  readonly assignmentId: string;
  readonly versionId: string;
  readonly teamId: string;
}

/** A course with one team and a published Hello Internet. */
export async function oneTeam(db: Database): Promise<OneTeam> {
  const { prisma } = db;
  const [courseId, assignmentId, teamId] = [newId(), newId(), newId()];
  await prisma.course.create({ data: { id: courseId, slug: 'bench', title: 'Bench' } });
  await prisma.team.create({ data: { id: teamId, courseId, slug: 'red', name: 'Red' } });
  await prisma.assignment.create({ data: { id: assignmentId, courseId, slug: 'hello', title: 'Hello' } });
  const versionId = await publishVersion(db, assignmentId);
  return { courseId, assignmentId, versionId, teamId };
}

/** Hands a folder in, and waits until all that it set off is over: the worker is idle then. */
export async function handInAgain(db: Database, blobs: BlobStore, team: OneTeam, folder: string): Promise<void> {
  const archive = spawn('tar', ['-czf', '-', '-C', folder, '.'], { stdio: ['ignore', 'pipe', 'inherit'] }).stdout;
  const tree = await ingest(blobs, archive);
  const { versionId, ...where } = team;
  const what = { treeDigest: tree.digest, blobKey: treeKey(tree.digest), sizeBytes: tree.bytes };
  const submission = {
    ...where,
    ...what,
    fileCount: tree.files.length,
    receivedAt: new Date(),
    source: 'upload',
  } as const;
  await submit(db.pool, submission, { versionId, reason: 'self-check' });
  const open = { state: { in: ['waiting' as const, 'claimed' as const] } };
  while ((await db.prisma.run.count({ where: open })) > 0) await pause(50);
  const failed = await db.prisma.run.findFirst({ where: { state: 'incomplete' } });
  if (failed) throw new Error(`the run came to nothing: ${failed.note}`);
}
