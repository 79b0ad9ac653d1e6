import type { components } from '@octokit/openapi-types';
import { findAccount } from '../acts/people.ts';
import type { Asked, Endpoint } from '../http/endpoint.ts';
import { endpoint } from '../http/endpoint.ts';
import { pageOf } from '../http/paging.ts';
import { notFound, Refusal } from '../http/refusal.ts';
import { organizationSimple, publicUser, simpleUser } from '../render/account.ts';
import { installation } from '../render/app.ts';
import { team } from '../render/team.ts';
import type { Account } from '../world.ts';

const anyone = { by: ['nobody', 'installation', 'user'] } as const;
const members = { by: ['installation', 'user'], needs: ['members:read'] } as const;
const byUser = { by: ['user'] } as const;

function found(one: Account | undefined, type?: Account['type']): Account {
  if (one === undefined || (type !== undefined && one.type !== type)) throw notFound();
  return one;
}

/** The organisation of the path, where its caller may see its members: the App is installed there, or they are one. */
function organizationAt({ world, caller, at }: Asked): Account {
  const one = found(findAccount(world, at.org!), 'Organization');
  const inside =
    caller.kind === 'installation'
      ? caller.installation.account === one
      : caller.kind === 'user' && one.members.has(caller.account.id);
  if (!inside) throw notFound();
  return one;
}

function callerOf({ caller }: Asked) {
  if (caller.kind !== 'user') throw new Error('the router lets only a user in here');
  return caller;
}

const people = (asked: Asked, ids: Iterable<number>) => {
  const { items, headers } = pageOf(
    asked,
    [...ids].map((id) => asked.world.accounts.get(id)!),
  );
  return { status: 200 as const, body: items.map((one) => simpleUser(asked.world, one)), headers };
};

export const accounts: readonly Endpoint[] = [
  endpoint('get', '/user', byUser, (asked) => ({
    status: 200,
    body: publicUser(asked.world, callerOf(asked).account),
  })),

  endpoint('get', '/users/{username}', anyone, ({ world, at }) => ({
    status: 200,
    body: publicUser(world, found(findAccount(world, at.username!))),
  })),

  endpoint('get', '/orgs/{org}/members', members, (asked) => {
    const role = asked.url.searchParams.get('role');
    const all = [...organizationAt(asked).members].filter(([, is]) => role === null || role === 'all' || is === role);
    return people(
      asked,
      all.map(([id]) => id),
    );
  }),

  endpoint('get', '/orgs/{org}/teams', members, (asked) => {
    const organization = organizationAt(asked);
    const { items, headers } = pageOf(asked, [...organization.teams.values()]);
    const body = items.map((one) => ({ ...team(asked.world, organization, one), type: 'organization' as const }));
    return { status: 200, body, headers };
  }),

  endpoint('get', '/orgs/{org}/teams/{team_slug}/members', members, (asked) => {
    const one = organizationAt(asked).teams.get(asked.at.team_slug!);
    if (one === undefined) throw notFound();
    return people(asked, one.members);
  }),

  endpoint('get', '/orgs/{org}/memberships/{username}', members, (asked) => {
    const { world, at } = asked;
    const organization = organizationAt(asked);
    const one = found(findAccount(world, at.username!), 'User');
    const role = organization.members.get(one.id);
    if (role === undefined) throw notFound();
    const organization_url = `${world.apiUrl}/orgs/${organization.login}`;
    return {
      status: 200,
      body: {
        url: `${organization_url}/memberships/${one.login}`,
        state: 'active',
        role,
        organization_url,
        organization: organizationSimple(world, organization),
        user: simpleUser(world, one),
      },
    };
  }),

  endpoint('get', '/user/memberships/orgs/{org}', byUser, (asked) => {
    const { world, at } = asked;
    const organization = found(findAccount(world, at.org!), 'Organization');
    const { account } = callerOf(asked);
    const role = organization.members.get(account.id);
    if (role === undefined) throw notFound();
    const organization_url = `${world.apiUrl}/orgs/${organization.login}`;
    return {
      status: 200,
      body: {
        url: `${organization_url}/memberships/${account.login}`,
        state: 'active',
        role,
        organization_url,
        organization: organizationSimple(world, organization),
        user: simpleUser(world, account),
      },
    };
  }),

  endpoint('get', '/user/installations', byUser, (asked) => {
    const { world } = asked;
    const { account, app } = callerOf(asked);
    if (app === undefined) {
      throw new Refusal(
        403,
        'You must authenticate with an access token authorized to a GitHub App in order to list installations',
      );
    }
    const all = [...world.installations.values()].filter(
      (one) => one.app === app && !one.deleted && (one.account === account || one.account.members.has(account.id)),
    );
    const { items, headers } = pageOf(asked, all);
    const installations: components['schemas']['installation'][] = items.map((one) => installation(world, one));
    return { status: 200, body: { total_count: all.length, installations }, headers };
  }),

  // After the others below `/user`, which it would take for ids.
  endpoint('get', '/user/{account_id}', anyone, ({ world, at }) => ({
    status: 200,
    body: publicUser(world, found(world.accounts.get(Number(at.account_id)))),
  })),
];
