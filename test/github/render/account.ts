import type { components } from '@octokit/openapi-types';
import type { Account, World } from '../world.ts';

export type SimpleUser = components['schemas']['simple-user'] & { readonly id: number };

export const nodeId = (kind: string, id: number) => `${kind}_${Buffer.from(`${kind}:${id}`).toString('base64url')}`;

export function simpleUser({ apiUrl, webUrl }: World, { id, login, type }: Account): SimpleUser {
  const url = `${apiUrl}/users/${encodeURIComponent(login)}`;
  return {
    login,
    id,
    node_id: nodeId(type === 'Organization' ? 'O' : 'U', id),
    avatar_url: `${webUrl}/avatars/u/${id}?v=4`,
    gravatar_id: '',
    url,
    html_url: `${webUrl}/${login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type,
    site_admin: false,
  };
}

/** What only an account's own page has. `name` is required there. */
export function publicUser(world: World, account: Account): components['schemas']['public-user'] {
  return {
    ...simpleUser(world, account),
    name: account.name,
    company: null,
    blog: '',
    location: null,
    email: account.email,
    hireable: null,
    bio: null,
    twitter_username: null,
    public_repos: [...world.repositories.values()].filter((one) => one.owner === account && !one.private).length,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: account.createdAt,
    updated_at: account.createdAt,
  };
}

/** An organisation as webhooks and lists show it. */
export function organizationSimple(world: World, account: Account): components['schemas']['organization-simple'] {
  const url = `${world.apiUrl}/orgs/${account.login}`;
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId('O', account.id),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${world.webUrl}/avatars/u/${account.id}?v=4`,
    description: '',
  };
}

/** The account whose address a commit carries, if there is one. */
export function accountOfEmail(world: World, email: string): Account | undefined {
  const id = /^(\d+)\+/.exec(email)?.[1];
  return id === undefined
    ? [...world.accounts.values()].find((one) => one.email === email)
    : world.accounts.get(Number(id));
}

/** How GitHub signs commits of someone who keeps the address private. */
export const signature = ({ id, login, name }: Account) => ({
  name: name ?? login,
  email: `${id}+${login}@users.noreply.github.com`,
});
