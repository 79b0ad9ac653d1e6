import { treeKey } from '@gradewire/storage';
import type { Octokit } from '@octokit/core';
import type { Acting, Binding } from '../acting.ts';
import type { Refusal } from '../check-run/index.ts';
import { fetchSource } from './fetch-source.ts';

export type CommitTree =
  | { readonly treeDigest: string }
  | { readonly refused: Refusal }
  | { readonly vanished: string };

/**
 * The frozen tree of a commit that others are merged into, fetched once. What is only a pointer in it (Git LFS,
 * submodules) is taken as it is: it is not what is graded.
 */
export async function commitTree(acting: Acting, octokit: Octokit, binding: Binding, sha: string): Promise<CommitTree> {
  const { db, blobs } = acting;
  const { githubRepositoryId } = binding;
  const where = { githubRepositoryId_sha: { githubRepositoryId, sha } };
  const known = await db.prisma.commitTree.findUnique({ where });
  if (known !== null && (await blobs.exists(treeKey(known.treeDigest)))) return { treeDigest: known.treeDigest };
  const fetched = await fetchSource(acting, octokit, binding, sha);
  if (!('source' in fetched)) return fetched;
  const { treeDigest } = fetched.source;
  await db.prisma.commitTree.upsert({ where, create: { githubRepositoryId, sha, treeDigest }, update: { treeDigest } });
  return { treeDigest };
}
