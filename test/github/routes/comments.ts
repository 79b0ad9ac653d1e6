import type { components } from '@octokit/openapi-types';
import { z } from 'zod';
import { repositoryAt } from '../http/access.ts';
import type { Asked, Endpoint } from '../http/endpoint.ts';
import { endpoint } from '../http/endpoint.ts';
import { pageOf } from '../http/paging.ts';
import { invalid, notAccessible, notFound, parsed } from '../http/refusal.ts';
import { nodeId, simpleUser } from '../render/account.ts';
import { integration } from '../render/app.ts';
import { type IssueComment, iso, type Repository, type World } from '../world.ts';
import { writerOf } from './writer.ts';

const longest = 65_536;
const reading = { by: ['nobody', 'installation', 'user'], needs: ['issues:read', 'pull_requests:read'] } as const;
const writing = { by: ['installation', 'user'], needs: ['issues:write', 'pull_requests:write'] } as const;

function comment(world: World, of: Repository, one: IssueComment): components['schemas']['issue-comment'] {
  const name = `${of.owner.login}/${of.name}`;
  const api = `${world.apiUrl}/repos/${name}`;
  return {
    url: `${api}/issues/comments/${one.id}`,
    html_url: `${world.webUrl}/${name}/pull/${one.number}#issuecomment-${one.id}`,
    issue_url: `${api}/issues/${one.number}`,
    id: one.id,
    node_id: nodeId('IC', one.id),
    user: simpleUser(world, one.user),
    created_at: one.createdAt,
    updated_at: one.updatedAt,
    body: one.body,
    author_association: 'NONE',
    performed_via_github_app: one.app ? integration(world, one.app) : null,
  };
}

function bodyOf(asked: Asked): string {
  const { body } = parsed(z.object({ body: z.string() }), asked.body);
  const breach = (message: string) =>
    invalid('Validation Failed', [{ resource: 'IssueComment', code: 'unprocessable', field: 'data', message }]);
  if (body.trim() === '') throw breach("Body can't be blank");
  if ([...body].length > longest) throw breach(`Body is too long (maximum is ${longest} characters)`);
  return body;
}

function numberOf(asked: Asked, repository: Repository): number {
  const number = Number(asked.at.issue_number);
  if (!repository.pulls.some((pull) => pull.number === number)) throw notFound();
  return number;
}

function commentAt(asked: Asked, repository: Repository): IssueComment {
  const found = repository.comments.find(({ id }) => String(id) === asked.at.comment_id);
  if (!found) throw notFound();
  return found;
}

export const comments: readonly Endpoint[] = [
  endpoint('get', '/repos/{owner}/{repo}/issues/{issue_number}/comments', reading, (asked) => {
    const repository = repositoryAt(asked);
    const number = numberOf(asked, repository);
    const since = Date.parse(asked.url.searchParams.get('since') ?? '1970-01-01');
    const all = repository.comments.filter((one) => one.number === number && Date.parse(one.updatedAt) >= since);
    const { items, headers } = pageOf(asked, all);
    return { status: 200, body: items.map((one) => comment(asked.world, repository, one)), headers };
  }),

  endpoint('post', '/repos/{owner}/{repo}/issues/{issue_number}/comments', writing, (asked) => {
    const { world, caller } = asked;
    const repository = repositoryAt(asked, 'write');
    const now = iso(world.now());
    const one: IssueComment = {
      id: world.nextId(),
      number: numberOf(asked, repository),
      user: writerOf(asked),
      app: caller.kind === 'installation' ? caller.installation.app : undefined,
      body: bodyOf(asked),
      createdAt: now,
      updatedAt: now,
    };
    repository.comments.push(one);
    return { status: 201, body: comment(world, repository, one) };
  }),

  endpoint('get', '/repos/{owner}/{repo}/issues/comments/{comment_id}', reading, (asked) => {
    const repository = repositoryAt(asked);
    return { status: 200, body: comment(asked.world, repository, commentAt(asked, repository)) };
  }),

  endpoint('patch', '/repos/{owner}/{repo}/issues/comments/{comment_id}', writing, (asked) => {
    const repository = repositoryAt(asked, 'write');
    const one = commentAt(asked, repository);
    if (one.user !== writerOf(asked)) throw notAccessible();
    one.body = bodyOf(asked);
    one.updatedAt = iso(asked.world.now());
    return { status: 200, body: comment(asked.world, repository, one) };
  }),
];
