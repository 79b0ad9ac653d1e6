import type { Head, Verdict } from '@gradewire/db';
import type { Octokit } from '@octokit/core';
import { type Binding, placeOf } from '../acting.ts';
import { closedBefore, supersededBy, vanished } from '../hand-in/verdicts.ts';
import { branchHead } from './branch-head.ts';

/**
 * What GitHub says against a commit that is to be handed in: that its pull request or branch is at another one by now, was
 * closed, or is gone. Undefined where it is still the last one.
 */
export async function notTheHead(octokit: Octokit, binding: Binding, head: Head): Promise<Verdict | undefined> {
  const { headSha, pullRequest, branch } = head;
  if (pullRequest === null) {
    const now = await branchHead(octokit, binding, branch!);
    if (now === headSha) return undefined;
    return now === undefined ? vanished : supersededBy(now);
  }
  const { data: now } = await octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', {
    ...placeOf(binding),
    pull_number: pullRequest,
  });
  if (now.head.sha !== headSha) return supersededBy(now.head.sha);
  return now.state === 'closed' && now.merged_at === null ? closedBefore : undefined;
}
