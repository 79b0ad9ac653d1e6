import type { Octokit } from '@octokit/core';
import { type Binding, placeOf } from '../acting.ts';
import { troubleOf } from '../app/trouble.ts';

/** The commit that a branch is at now; undefined if it was deleted. */
export async function branchHead(octokit: Octokit, binding: Binding, branch: string): Promise<string | undefined> {
  try {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/branches/{branch}', {
      ...placeOf(binding),
      branch,
    });
    return data.commit.sha;
  } catch (error) {
    if (troubleOf(error)?.kind === 'gone') return undefined;
    throw error;
  }
}
