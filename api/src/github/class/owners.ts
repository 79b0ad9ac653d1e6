import { type ClassChange, type ClassHead, type Queryable, recordSubmission, staffTeam } from '@gradewire/db';
import { readFrozen, treeKey } from '@gradewire/storage';
import type { Octokit } from '@octokit/core';
import { type Acting, type Binding, placeOf } from '../acting.ts';

export interface MergedPull {
  readonly number: number;
  readonly headSha: string;
  readonly mergedAt: Date;
}

/** Enough for what was merged since we last looked; older ones are known by the matrix. */
const mostPulls = 100;
/** GitHub's clock and ours. Milliseconds. */
const clocksDiffer = 60_000;
/** A pull request that has not come by then will not come any more. Milliseconds. */
const comesWithin = 3_600_000;

/** The pull requests that were merged into the class's branch lately, the last merged one first. */
export async function mergedPulls(octokit: Octokit, binding: Binding): Promise<MergedPull[]> {
  const { data } = await octokit.request('GET /repos/{owner}/{repo}/pulls', {
    ...placeOf(binding),
    state: 'closed',
    base: binding.handInBranch ?? binding.defaultBranch,
    sort: 'updated',
    direction: 'desc',
    per_page: mostPulls,
  });
  return data
    .flatMap(({ number, head, merged_at: at }) => (at ? [{ number, headSha: head.sha, mergedAt: new Date(at) }] : []))
    .sort((one, other) => other.mergedAt.getTime() - one.mergedAt.getTime() || other.number - one.number);
}

/** Throws where a pull request was merged that has not been taken yet: its submission would be missing. */
export async function requireHandedIn({ db }: Acting, binding: Binding, pulls: readonly MergedPull[]): Promise<void> {
  const now = Date.now();
  const lookedLast = (binding.classAsOf ?? binding.createdAt).getTime() - clocksDiffer;
  // A time that is to come says that the clock was set back since.
  const since = Math.max(lookedLast > now ? 0 : lookedLast, now - comesWithin);
  const recent = pulls.filter(({ mergedAt }) => mergedAt.getTime() >= since);
  const checks = await db.prisma.headCheck.findMany({
    where: { bindingId: binding.id, headSha: { in: recent.map(({ headSha }) => headSha) } },
    select: { headSha: true },
  });
  const taken = new Set(checks.map(({ headSha }) => headSha));
  const missing = recent.find(({ headSha }) => !taken.has(headSha));
  if (missing !== undefined) throw new Error(`pull request ${missing.number} was merged and is not taken yet`);
}

/** Whose changed folders are. */
export interface Owners {
  readonly changes: readonly ClassChange[];
  /** What nobody handed in. */
  readonly orphans: readonly string[];
}

/** Of the pull request that brought them, or of whoever had them before. */
export async function ownersOf(
  { db }: Acting,
  { assignmentId, githubRepositoryId }: Binding,
  folders: readonly string[],
  pulls: readonly MergedPull[],
): Promise<Owners> {
  if (folders.length === 0) return { changes: [], orphans: [] };
  const handedIn = await db.prisma.submission.findMany({
    where: {
      githubRepositoryId,
      assignmentId,
      OR: pulls.map(({ number, headSha }) => ({ pullRequest: number, headSha })),
    },
    select: { id: true, headSha: true, changedFolders: true },
    orderBy: { id: 'desc' },
  });
  const inOrder = pulls.flatMap(({ headSha }) => handedIn.filter((one) => one.headSha === headSha));
  const subjects = await db.prisma.matrixSubject.findMany({
    where: { assignmentId, teamId: null, submission: { team: { isStaff: false } } },
    select: { folder: true, submissionId: true },
  });
  const bySubmission = new Map<string, string[]>();
  const orphans: string[] = [];
  for (const folder of folders) {
    const owner =
      inOrder.find(({ changedFolders }) => changedFolders.includes(folder))?.id ??
      subjects.find((one) => one.folder === folder)?.submissionId;
    if (owner) bySubmission.set(owner, [...(bySubmission.get(owner) ?? []), folder]);
    else orphans.push(folder);
  }
  return { changes: [...bySubmission].map(([submissionId, changed]) => ({ submissionId, folders: changed })), orphans };
}

/** All changes by submissions: what nobody handed in is recorded as the staff's. */
export async function withStaffs(
  { blobs }: Acting,
  client: Queryable,
  { assignmentId, courseId, githubRepositoryId, fullName }: Binding,
  { sha, treeDigest }: ClassHead,
  { changes, orphans }: Owners,
): Promise<readonly ClassChange[]> {
  if (orphans.length === 0) return changes;
  const submissionId = await recordSubmission(client, {
    courseId,
    assignmentId,
    teamId: await staffTeam(client, courseId),
    treeDigest,
    blobKey: treeKey(treeDigest),
    ...(await sizeOf(blobs, treeDigest)),
    receivedAt: new Date(),
    source: 'github',
    sourceReference: { repository: fullName, mode: 'class-repository', base: sha },
    githubRepositoryId,
    headSha: sha,
    changes: { folders: orphans, baseTreeDigest: treeDigest },
  });
  return [...changes, { submissionId, folders: orphans }];
}

async function sizeOf(blobs: Acting['blobs'], treeDigest: string) {
  const { files } = await readFrozen(blobs, treeDigest);
  return { sizeBytes: files.reduce((sum, { size }) => sum + size, 0), fileCount: files.length };
}
