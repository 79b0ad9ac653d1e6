import { bringForward } from '@gradewire/db';
import { type Acting, type Binding, octokitOf, withAssignment } from '../acting.ts';
import { branchHead } from '../source/branch-head.ts';
import { commitTree } from '../source/commit-tree.ts';
import { subjectsChanged } from '../source/subjects-changed.ts';
import { kitOf } from './kit-of.ts';
import { mergedPulls, ownersOf, requireHandedIn, withStaffs } from './owners.ts';

/** News may come while the last ones are worked on. */
const mostRounds = 5;

/** The branch that a class's work is merged into. */
export function classBranch({ handInBranch, defaultBranch }: Pick<Binding, 'handInBranch' | 'defaultBranch'>): string {
  return handInBranch ?? defaultBranch;
}

/**
 * Brings the matrix of a class repository up to date with its branch as it is now, however it came to be so: by a merge,
 * a push past all pull requests, or several of both. It compares two trees and not what was delivered, so it may be called
 * at any time and as often as one likes; `patient`: a merged pull request that has not been taken yet is waited for, by
 * throwing. Returns a word on what came of it.
 */
export async function bringUpToDate(acting: Acting, { id }: Binding, patient: boolean): Promise<string> {
  const { db, blobs, log } = acting;
  const octokit = await octokitOf(acting, await read(acting, id));
  for (let round = 0; round < mostRounds; round++) {
    const binding = await read(acting, id);
    const kit = await kitOf(acting, binding);
    if (kit === undefined) return 'nothing is published yet';
    if (!kit.meetsOthers) return 'there is no class matrix';
    const sha = await branchHead(octokit, binding, classBranch(binding));
    if (sha === undefined) return 'the branch is gone';
    if (sha === binding.classSha) return 'the class matrix is up to date';
    const tree = await commitTree(acting, octokit, binding, sha);
    if (!('treeDigest' in tree)) {
      log.warn({ repository: binding.fullName, sha, ...tree }, 'the class repository cannot be read');
      return 'the class repository cannot be read';
    }
    const { treeDigest } = tree;
    const { folders } = await subjectsChanged(blobs, kit.discover, binding.classTreeDigest, treeDigest);
    const pulls = folders.length === 0 ? [] : await mergedPulls(octokit, binding);
    if (patient) await requireHandedIn(acting, binding, pulls);
    const to = { sha, treeDigest };
    const owners = await ownersOf(acting, binding, folders, pulls);
    const done = await bringForward(db.pool, id, binding.classSha, to, (client) =>
      withStaffs(acting, client, binding, to, owners),
    );
    if (done) return folders.length === 0 ? 'merged, and no subject is changed' : `merged: ${folders.join(', ')}`;
  }
  throw new Error('the branch of the class repository moves faster than its matrix');
}

function read({ db }: Acting, id: string): Promise<Binding> {
  return db.prisma.repositoryBinding.findUniqueOrThrow({
    where: { id },
    include: withAssignment,
  });
}
