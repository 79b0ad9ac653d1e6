import type { Octokit } from '@octokit/core';
import { Problem } from '../../http/problem.ts';
import { troubleOf } from '../app/trouble.ts';

export interface InstalledRepository {
  readonly id: bigint;
  readonly fullName: string;
  readonly defaultBranch: string;
}

const perPage = 100;

/** The repositories that an installation of the App reaches, by name in lower case, as GitHub compares names. */
export async function installedRepositories(octokit: Octokit): Promise<ReadonlyMap<string, InstalledRepository>> {
  const found = new Map<string, InstalledRepository>();
  try {
    for (let page = 1; ; page++) {
      const { data } = await octokit.request('GET /installation/repositories', { per_page: perPage, page });
      for (const { id, full_name: fullName, default_branch: defaultBranch } of data.repositories) {
        found.set(fullName.toLowerCase(), { id: BigInt(id), fullName, defaultBranch });
      }
      if (data.repositories.length < perPage) return found;
    }
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble === undefined) throw error;
    if (trouble.kind === 'later')
      throw new Problem('unavailable', 'GitHub does not answer; try again.', { cause: error });
    throw new Problem('conflict', 'This installation of the GitHub App is not there, or is suspended.', {
      cause: error,
    });
  }
}
