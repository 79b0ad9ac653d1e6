import { diffOf } from '../acts/pull-events.ts';
import { changedSince } from '../git/diff.ts';
import { log, mergeBase } from '../git/history.ts';
import { shaOf } from '../git/refs.ts';
import { mergedTree } from '../git/repository.ts';
import { repositoryAt } from '../http/access.ts';
import type { Asked, Endpoint } from '../http/endpoint.ts';
import { endpoint } from '../http/endpoint.ts';
import { pageOf } from '../http/paging.ts';
import { notFound } from '../http/refusal.ts';
import { commit, diffEntry } from '../render/commit.ts';
import { pullRequest, pullRequestSimple } from '../render/pull-request.ts';
import type { PullRequest } from '../world.ts';
import { requireCommit } from './commit-names.ts';

const reading = { by: ['nobody', 'installation', 'user'], needs: ['pull_requests:read'] } as const;
const mostFiles = 3000;
const mostCommits = 250;

function pullAt(asked: Asked): PullRequest {
  const found = repositoryAt(asked).pulls.find(({ number }) => String(number) === asked.at.pull_number);
  if (!found) throw notFound();
  return found;
}

/** Whether git could merge it into its base as that is now. */
async function mergeable({ repository: { folder }, baseRef, headSha, state }: PullRequest): Promise<boolean | null> {
  const base = await shaOf(folder, `refs/heads/${baseRef}`);
  if (state === 'closed' || base === undefined) return null;
  return (await mergedTree(folder, base, headSha)) !== undefined;
}

function listed(asked: Asked): PullRequest[] {
  const query = asked.url.searchParams;
  const [state, head, base] = [query.get('state') ?? 'open', query.get('head'), query.get('base')];
  const newestFirst =
    query.get('direction') !== 'asc' && (query.has('direction') || query.get('sort') !== 'popularity');
  const key = query.get('sort') === 'updated' ? 'updatedAt' : 'createdAt';
  const all = repositoryAt(asked)
    .pulls.filter((pull) => state === 'all' || pull.state === state)
    .filter((pull) => head === null || `${pull.headRepository.owner.login}:${pull.headRef}` === head)
    .filter((pull) => base === null || pull.baseRef === base)
    .sort((a, b) => Date.parse(a[key]) - Date.parse(b[key]) || a.number - b.number);
  return newestFirst ? all.reverse() : all;
}

/** Whether a commit came (or would come) in by this pull request. */
async function brings({ repository: { folder }, baseSha, headSha }: PullRequest, sha: string): Promise<boolean> {
  if (sha === headSha) return true;
  const [inHead, inBase] = await Promise.all([mergeBase(folder, sha, headSha), mergeBase(folder, sha, baseSha)]);
  return inHead === sha && inBase !== sha;
}

export const pulls: readonly Endpoint[] = [
  endpoint('get', '/repos/{owner}/{repo}/pulls', reading, (asked) => {
    const { items, headers } = pageOf(asked, listed(asked));
    return { status: 200, body: items.map((pull) => pullRequestSimple(asked.world, pull)), headers };
  }),

  endpoint('get', '/repos/{owner}/{repo}/pulls/{pull_number}', reading, async (asked) => {
    const pull = pullAt(asked);
    const diff = { ...(await diffOf(asked.world, pull)), mergeable: await mergeable(pull) };
    return { status: 200, body: pullRequest(asked.world, pull, diff) };
  }),

  endpoint('get', '/repos/{owner}/{repo}/pulls/{pull_number}/files', reading, async (asked) => {
    const pull = pullAt(asked);
    const files = (await changedSince(pull.repository.folder, pull.baseSha, pull.headSha)).slice(0, mostFiles);
    const { items, headers } = pageOf(asked, files);
    const body = items.map((file) => diffEntry(asked.world, pull.headRepository, pull.headSha, file));
    return { status: 200, body, headers };
  }),

  endpoint('get', '/repos/{owner}/{repo}/pulls/{pull_number}/commits', reading, async (asked) => {
    const pull = pullAt(asked);
    const all = await log(pull.repository.folder, [`${pull.baseSha}..${pull.headSha}`], mostCommits);
    const { items, headers } = pageOf(asked, all.reverse());
    return { status: 200, body: items.map((one) => commit(asked.world, pull.repository, one)), headers };
  }),

  endpoint('get', '/repos/{owner}/{repo}/commits/{commit_sha}/pulls', reading, async (asked) => {
    const { world, at } = asked;
    const repository = repositoryAt(asked);
    const sha = await requireCommit(world, repository, at.commit_sha!);
    const brought = await Promise.all(repository.pulls.map((pull) => brings(pull, sha)));
    const { items, headers } = pageOf(
      asked,
      repository.pulls.filter((_, index) => brought[index]),
    );
    return { status: 200, body: items.map((pull) => pullRequestSimple(world, pull)), headers };
  }),
];
