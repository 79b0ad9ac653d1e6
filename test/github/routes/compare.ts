import { changedFiles } from '../git/diff.ts';
import { aheadAndBehind, commitAt, log, mergeBase } from '../git/history.ts';
import { repositoryAt } from '../http/access.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { endpoint } from '../http/endpoint.ts';
import { pageOf } from '../http/paging.ts';
import { notFound, Refusal } from '../http/refusal.ts';
import { commit, diffEntry } from '../render/commit.ts';
import { resolve } from './commit-names.ts';

const mostFiles = 300;
const mostCommits = 250;
const furthest = 10_000;

/** Comparison of two commits by what they have not in common. Files, at most 300, come with the first page only. */
export const compare: Endpoint = endpoint(
  'get',
  '/repos/{owner}/{repo}/compare/{basehead}',
  { by: ['nobody', 'installation', 'user'], needs: ['contents:read'] },
  async (asked) => {
    const { world, at, url } = asked;
    const repository = repositoryAt(asked);
    const { folder } = repository;
    const [left = '', right = ''] = at.basehead!.split('...');
    const [base, head] = [await resolve(world, repository, left), await resolve(world, repository, right)];
    if (base === undefined || head === undefined) throw notFound();
    const fork = await mergeBase(folder, base, head);
    if (fork === undefined) throw new Refusal(404, `No common ancestor between ${left} and ${right}.`);
    const [ahead, behind] = await aheadAndBehind(folder, base, head);
    const commits = (await log(folder, [`${base}..${head}`], furthest)).reverse();
    const paged = url.searchParams.has('page') || url.searchParams.has('per_page');
    const page = pageOf(asked, commits, paged ? 30 : mostCommits, paged ? 100 : mostCommits);
    const files = page.number === 1 ? (await changedFiles(folder, fork, head)).slice(0, mostFiles) : undefined;
    const name = `${repository.owner.login}/${repository.name}`;
    const html = `${world.webUrl}/${name}/compare/${at.basehead}`;
    const [baseCommit, forkCommit] = await Promise.all([commitAt(folder, base), commitAt(folder, fork)]);
    return {
      status: 200,
      body: {
        url: `${world.apiUrl}/repos/${name}/compare/${at.basehead}`,
        html_url: html,
        permalink_url: `${world.webUrl}/${name}/compare/${base.slice(0, 7)}...${head.slice(0, 7)}`,
        diff_url: `${html}.diff`,
        patch_url: `${html}.patch`,
        base_commit: commit(world, repository, baseCommit),
        merge_base_commit: commit(world, repository, forkCommit),
        status: ahead > 0 ? (behind > 0 ? 'diverged' : 'ahead') : behind > 0 ? 'behind' : 'identical',
        ahead_by: ahead,
        behind_by: behind,
        total_commits: ahead,
        commits: page.items.map((one) => commit(world, repository, one)),
        ...(files && { files: files.map((file) => diffEntry(world, repository, head, file)) }),
      },
      // Links lead through the commits, which are more than one page only where pages were asked for.
      headers: paged ? page.headers : {},
    };
  },
);
