import { mkdir, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { GitFailed, git } from './run.ts';

/** A bare repository without a commit. With `sharing`, it uses the objects of another one, as GitHub's forks do. */
export async function initRepository(folder: string, branch: string, sharing?: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await git(folder, ['init', '--quiet', '--bare', '--template=', `--initial-branch=${branch}`]);
  if (sharing === undefined) return;
  await rm(path.join(folder, 'objects'), { recursive: true });
  await symlink(path.join(sharing, 'objects'), path.join(folder, 'objects'));
}

/** Brings every branch of a git repository on disk (with or without a work tree) into a bare one. */
export async function importBranches(folder: string, from: string): Promise<void> {
  await git(folder, ['fetch', '--quiet', '--no-tags', from, '+refs/heads/*:refs/heads/*']);
}

/** Brings a commit and all that belongs to it from another repository; nothing is named after it. */
export async function fetchCommit(folder: string, from: string, ref: string): Promise<void> {
  await git(folder, ['fetch', '--quiet', '--no-tags', from, ref]);
}

/** The tree of a merge of two commits, or `undefined` where they conflict. */
export async function mergedTree(folder: string, ours: string, theirs: string): Promise<string | undefined> {
  try {
    const output = await git(folder, ['merge-tree', '--write-tree', '--allow-unrelated-histories', ours, theirs]);
    return output.split('\n')[0]!.trim();
  } catch (error) {
    if (error instanceof GitFailed && error.code === 1) return undefined;
    throw error;
  }
}

/** A commit of a tree that is there already. @returns its sha */
export async function commitTree(
  folder: string,
  tree: string,
  {
    parents,
    author,
    message,
    date,
  }: { parents: readonly string[]; author: { name: string; email: string }; message: string; date: number },
): Promise<string> {
  const when = `${Math.floor(date / 1000)} +0000`;
  const output = await git(folder, ['commit-tree', tree, ...parents.flatMap((one) => ['-p', one]), '-m', message], {
    environment: {
      GIT_AUTHOR_NAME: author.name,
      GIT_AUTHOR_EMAIL: author.email,
      GIT_AUTHOR_DATE: when,
      GIT_COMMITTER_NAME: author.name,
      GIT_COMMITTER_EMAIL: author.email,
      GIT_COMMITTER_DATE: when,
    },
  });
  return output.trim();
}
