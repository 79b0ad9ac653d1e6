import { z } from 'zod';
import type { CommitStatus } from '../checks.ts';
import { repositoryAt } from '../http/access.ts';
import type { Asked, Endpoint } from '../http/endpoint.ts';
import { endpoint } from '../http/endpoint.ts';
import { pageOf } from '../http/paging.ts';
import { invalid, parsed } from '../http/refusal.ts';
import { nodeId, simpleUser } from '../render/account.ts';
import { minimalRepository } from '../render/repository.ts';
import { iso, type Repository, type World } from '../world.ts';
import { requireCommit } from './commit-names.ts';
import { writerOf } from './writer.ts';

const mostOfAContext = 1000;
const longestDescription = 140;
const reading = { by: ['nobody', 'installation', 'user'], needs: ['statuses:read'] } as const;

const newStatus = z.object({
  state: z.enum(['error', 'failure', 'pending', 'success']),
  target_url: z
    .string()
    .regex(/^https?:\/\//, 'must use http(s) scheme')
    .nullish(),
  description: z.string().nullish(),
  context: z.string().min(1).default('default'),
});

function status(world: World, one: CommitStatus) {
  const { owner, name } = one.repository;
  return {
    url: `${world.apiUrl}/repos/${owner.login}/${name}/statuses/${one.sha}`,
    avatar_url: simpleUser(world, one.creator).avatar_url,
    id: one.id,
    node_id: nodeId('SC', one.id),
    state: one.state,
    description: one.description,
    target_url: one.targetUrl,
    context: one.context,
    created_at: one.createdAt,
    updated_at: one.createdAt,
  };
}

async function newestFirst(asked: Asked): Promise<{ repository: Repository; sha: string; all: CommitStatus[] }> {
  const repository = repositoryAt(asked);
  const sha = await requireCommit(asked.world, repository, asked.at.ref!);
  const all = asked.world.statuses.filter((one) => one.repository === repository && one.sha === sha).reverse();
  return { repository, sha, all };
}

export const statuses: readonly Endpoint[] = [
  endpoint(
    'post',
    '/repos/{owner}/{repo}/statuses/{sha}',
    { by: ['installation', 'user'], needs: ['statuses:write'] },
    async (asked) => {
      const { world } = asked;
      const repository = repositoryAt(asked, 'write');
      const sha = await requireCommit(world, repository, asked.at.sha!);
      const { state, target_url, description, context } = parsed(newStatus, asked.body);
      if ([...(description ?? '')].length > longestDescription) {
        const message = `description is too long (maximum is ${longestDescription} characters)`;
        throw invalid('Validation Failed', [{ resource: 'Status', code: 'custom', field: 'description', message }]);
      }
      const same = world.statuses.filter(
        (one) => one.repository === repository && one.sha === sha && one.context === context,
      );
      if (same.length >= mostOfAContext) {
        const message = 'This SHA and context has reached the maximum number of statuses.';
        throw invalid('Validation Failed', [{ resource: 'Status', code: 'custom', field: 'base', message }]);
      }
      const one: CommitStatus = {
        id: world.nextId(),
        repository,
        sha,
        state,
        context,
        description: description ?? null,
        targetUrl: target_url ?? null,
        creator: writerOf(asked),
        createdAt: iso(world.now()),
      };
      world.statuses.push(one);
      return { status: 201, body: { ...status(world, one), creator: simpleUser(world, one.creator) } };
    },
  ),

  endpoint('get', '/repos/{owner}/{repo}/commits/{ref}/statuses', reading, async (asked) => {
    const { items, headers } = pageOf(asked, (await newestFirst(asked)).all);
    const { world } = asked;
    const body = items.map((one) => ({ ...status(world, one), creator: simpleUser(world, one.creator) }));
    return { status: 200, body, headers };
  }),

  endpoint('get', '/repos/{owner}/{repo}/commits/{ref}/status', reading, async (asked) => {
    const { world } = asked;
    const { repository, sha, all } = await newestFirst(asked);
    const latest = all.filter((one, index) => all.findIndex(({ context }) => context === one.context) === index);
    const has = (...states: CommitStatus['state'][]) => latest.some(({ state }) => states.includes(state));
    const { items, headers } = pageOf(asked, latest);
    const api = `${world.apiUrl}/repos/${repository.owner.login}/${repository.name}`;
    return {
      status: 200,
      body: {
        state: has('error', 'failure') ? 'failure' : latest.length === 0 || has('pending') ? 'pending' : 'success',
        statuses: items.map((one) => status(world, one)),
        sha,
        total_count: latest.length,
        repository: minimalRepository(world, repository),
        commit_url: `${api}/commits/${sha}`,
        url: `${api}/commits/${sha}/status`,
      },
      headers,
    };
  }),
];
