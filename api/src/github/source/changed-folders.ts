import type { Octokit } from '@octokit/core';
import { type Binding, placeOf } from '../acting.ts';

/** GitHub lists the first 3000 files of a pull request. */
const perPage = 100;
const mostPages = 30;

/**
 * The top-level folders in which a pull request adds, changes or removes files, sorted: base…head as GitHub compares
 * them, from where the two parted. Files at the top are in none.
 */
export async function changedFolders(octokit: Octokit, binding: Binding, pullRequest: number): Promise<string[]> {
  const folders = new Set<string>();
  for (let page = 1; page <= mostPages; page++) {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/files', {
      ...placeOf(binding),
      pull_number: pullRequest,
      per_page: perPage,
      page,
    });
    for (const { filename, previous_filename: before } of data) {
      for (const name of [filename, before ?? filename]) {
        const folder = name.includes('/') ? name.split('/')[0]! : undefined;
        if (folder !== undefined && folder !== '') folders.add(folder);
      }
    }
    if (data.length < perPage) break;
  }
  return [...folders].sort();
}
