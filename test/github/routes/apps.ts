import { randomBytes } from 'node:crypto';
import type { paths } from '@octokit/openapi-types';
import { z } from 'zod';
import { covers, findRepository } from '../http/access.ts';
import type { Answers, Asked, Endpoint } from '../http/endpoint.ts';
import { endpoint } from '../http/endpoint.ts';
import { pageOf } from '../http/paging.ts';
import { invalid, notFound, parsed, Refusal } from '../http/refusal.ts';
import { installation, integration } from '../render/app.ts';
import { repository } from '../render/repository.ts';
import { type Installation, iso, type RegisteredApp } from '../world.ts';

const byApp = { by: ['app'] } as const;

function appOf({ caller }: Asked): RegisteredApp {
  if (caller.kind !== 'app') throw new Error('the router lets only an App in here');
  return caller.app;
}

function installationsOf(asked: Asked): Installation[] {
  return [...asked.world.installations.values()].filter((one) => one.app === appOf(asked) && !one.deleted);
}

function found(one: Installation | undefined): Installation {
  if (one === undefined) throw notFound();
  return one;
}

const onAccount = (asked: Asked, login: string) =>
  found(installationsOf(asked).find(({ account }) => account.login.toLowerCase() === login.toLowerCase()));

const tokenRequest = z.object({
  repositories: z.array(z.string()).optional(),
  repository_ids: z.array(z.int()).optional(),
  permissions: z.record(z.string(), z.string()).optional(),
});

export const apps: readonly Endpoint[] = [
  endpoint('get', '/app', byApp, (asked) => ({ status: 200, body: integration(asked.world, appOf(asked)) })),

  endpoint('get', '/app/installations', byApp, (asked) => {
    const { items, headers } = pageOf(asked, installationsOf(asked));
    // GitHub's description wants an account here that is a user and an enterprise at once.
    const body = items.map((one) => installation(asked.world, one)) as Answers<
      paths['/app/installations']['get']
    >['body'];
    return { status: 200, body, headers };
  }),

  endpoint('get', '/app/installations/{installation_id}', byApp, (asked) => {
    const one = found(installationsOf(asked).find(({ id }) => String(id) === asked.at.installation_id));
    return { status: 200, body: installation(asked.world, one) };
  }),

  endpoint('post', '/app/installations/{installation_id}/access_tokens', byApp, (asked) => {
    const { world, at, body } = asked;
    const one = found(installationsOf(asked).find(({ id }) => String(id) === at.installation_id));
    if (one.suspendedAt !== null) throw new Refusal(403, 'This installation has been suspended');
    const wanted = parsed(tokenRequest, body);
    for (const [name, level] of Object.entries(wanted.permissions ?? {})) {
      const given = one.app.permissions[name];
      if (given === undefined || (level === 'write' && given === 'read')) {
        throw invalid('The permissions requested are not granted to this installation.');
      }
    }
    const token = `ghs_${randomBytes(27).toString('base64url').replace(/[-_]/g, 'x')}`;
    const expiresAt = world.now() + world.tokenLifetimeMs;
    world.tokens.set(token, { kind: 'installation', installation: one, expiresAt });
    return {
      status: 201,
      body: {
        token,
        expires_at: iso(expiresAt),
        permissions: installation(world, one).permissions,
        repository_selection: one.repositories === 'all' ? 'all' : 'selected',
      },
    };
  }),

  endpoint('get', '/repos/{owner}/{repo}/installation', byApp, (asked) => {
    const one = findRepository(asked.world, asked.at.owner!, asked.at.repo!);
    if (one === undefined) throw notFound();
    return {
      status: 200,
      body: installation(asked.world, found(installationsOf(asked).find((it) => covers(it, one)))),
    };
  }),

  endpoint('get', '/orgs/{org}/installation', byApp, (asked) => {
    const one = onAccount(asked, asked.at.org!);
    if (one.account.type !== 'Organization') throw notFound();
    return { status: 200, body: installation(asked.world, one) };
  }),

  endpoint('get', '/users/{username}/installation', byApp, (asked) => ({
    status: 200,
    body: installation(asked.world, onAccount(asked, asked.at.username!)),
  })),

  endpoint('get', '/installation/repositories', { by: ['installation'] }, (asked) => {
    const { world, caller } = asked;
    if (caller.kind !== 'installation') throw notFound();
    const all = [...world.repositories.values()].filter((one) => !one.deleted && covers(caller.installation, one));
    const { items, headers } = pageOf(asked, all);
    const repository_selection = caller.installation.repositories === 'all' ? 'all' : 'selected';
    return {
      status: 200,
      body: { total_count: all.length, repositories: items.map((one) => repository(world, one)), repository_selection },
      headers,
    };
  }),
];
