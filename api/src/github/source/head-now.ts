import type { Head, Verdict } from '@gradewire/db';
import type { Octokit } from '@octokit/core';
import { type Binding, placeOf } from '../acting.ts';
import { closedBefore, supersededBy, vanished } from '../hand-in/verdicts.ts';
import { branchHead } from './branch-head.ts';

/** A pull request as GitHub has it now. */
export async function pullNow(octokit: Octokit, binding: Binding, number: number) {
  const where = { ...placeOf(binding), pull_number: number };
  const { data } = await octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', where);
  return data;
}

/** What a pull request as it is now says against a commit of it that is to be handed in. */
export function notTheHeadOf(
  now: Awaited<ReturnType<typeof pullNow>>,
  { assignment }: Binding,
  headSha: string,
): Verdict | undefined {
  if (now.head.sha !== headSha && !assignment.course.everySubmissionCounts) return supersededBy(now.head.sha);
  return now.state === 'closed' && now.merged_at === null ? closedBefore : undefined;
}

/**
 * What GitHub says against a commit that is to be handed in: that its pull request or branch is at another one by now
 * (unless every submission counts), was closed, or is gone. Undefined where nothing is.
 */
export async function notTheHead(octokit: Octokit, binding: Binding, head: Head): Promise<Verdict | undefined> {
  const { headSha, pullRequest, branch } = head;
  if (pullRequest !== null) return notTheHeadOf(await pullNow(octokit, binding, pullRequest), binding, headSha);
  if (binding.assignment.course.everySubmissionCounts) return undefined;
  const now = await branchHead(octokit, binding, branch!);
  if (now === headSha) return undefined;
  return now === undefined ? vanished : supersededBy(now);
}
