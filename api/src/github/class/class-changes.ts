import type { NewSubmission, Verdict } from '@gradewire/db';
import type { Octokit } from '@octokit/core';
import { type Acting, type Binding, placeOf } from '../acting.ts';
import { troubleOf } from '../app/trouble.ts';
import { nothingChanged, refused, unreadableBase } from '../hand-in/verdicts.ts';
import { commitTree } from '../source/commit-tree.ts';
import type { Lacking, Source } from '../source/fetch-source.ts';
import { subjectsChanged } from '../source/subjects-changed.ts';
import { kitOf } from './kit-of.ts';

export type ClassChanges = { readonly changes: NonNullable<NewSubmission['changes']> } | { readonly verdict: Verdict };

interface PullRequestHead {
  readonly base: string;
  readonly head: string;
  readonly source: Source;
  readonly lacking: readonly Lacking[];
}

/**
 * What a pull request to the class's repository is graded for, and against what: its own subjects, since it parted from
 * the branch, against the tree that it is to be merged into. Compared are frozen trees, so no limit on listed files holds.
 */
export async function classChanges(
  acting: Acting,
  octokit: Octokit,
  binding: Binding,
  { base, head, source, lacking }: PullRequestHead,
): Promise<ClassChanges> {
  const { title } = binding.assignment;
  const kit = await kitOf(acting, binding);
  if (kit === undefined) return { verdict: nothingChanged(title) };
  const parted = await mergeBase(octokit, binding, base, head);
  const [opponents, before] = [
    await commitTree(acting, octokit, binding, base),
    await commitTree(acting, octokit, binding, parted),
  ];
  if (!('treeDigest' in opponents)) return { verdict: unreadableBase(opponents) };
  if (!('treeDigest' in before)) return { verdict: unreadableBase(before) };
  const { folders, present, paths } = await subjectsChanged(
    acting.blobs,
    kit.discover,
    before.treeDigest,
    source.treeDigest,
  );
  // Another one's pointer, merged long ago, is not this pull request's fault.
  const own = lacking.find(({ entry }) => paths.has(entry) || present.some((one) => isIn(entry, one)));
  if (own !== undefined) return { verdict: refused(own) };
  if (present.length === 0) return { verdict: nothingChanged(title) };
  return { changes: { folders, baseTreeDigest: opponents.treeDigest } };
}

const isIn = (path: string, folder: string) => folder === '' || path.startsWith(`${folder}/`);

/** The commit where a head parted from its base; the base itself where they have none in common. */
async function mergeBase(octokit: Octokit, binding: Binding, base: string, head: string): Promise<string> {
  try {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/compare/{basehead}', {
      ...placeOf(binding),
      basehead: `${base}...${head}`,
      per_page: 1,
    });
    return data.merge_base_commit.sha;
  } catch (error) {
    if (troubleOf(error)?.kind === 'gone') return base;
    throw error;
  }
}
