import type { components } from '@octokit/openapi-types';
import type { Installation, RegisteredApp, World } from '../world.ts';
import { nodeId, simpleUser } from './account.ts';

type Schemas = components['schemas'];

export function integration(world: World, app: RegisteredApp): NonNullable<Schemas['integration']> {
  return {
    id: app.id,
    client_id: app.clientId,
    slug: app.slug,
    node_id: nodeId('A', app.id),
    owner: simpleUser(world, app.owner),
    name: app.name,
    description: '',
    external_url: app.externalUrl,
    html_url: `${world.webUrl}/apps/${app.slug}`,
    created_at: app.createdAt,
    updated_at: app.createdAt,
    permissions: app.permissions,
    events: [...app.events],
  };
}

export function installation(world: World, one: Installation): Schemas['installation'] {
  const { account, app } = one;
  const organization = account.type === 'Organization';
  return {
    id: one.id,
    account: simpleUser(world, account),
    repository_selection: one.repositories === 'all' ? 'all' : 'selected',
    access_tokens_url: `${world.apiUrl}/app/installations/${one.id}/access_tokens`,
    repositories_url: `${world.apiUrl}/installation/repositories`,
    html_url: `${world.webUrl}${organization ? `/organizations/${account.login}` : ''}/settings/installations/${one.id}`,
    app_id: app.id,
    client_id: app.clientId,
    app_slug: app.slug,
    target_id: account.id,
    target_type: account.type,
    permissions: app.permissions as Schemas['app-permissions'],
    events: [...app.events],
    created_at: one.createdAt,
    updated_at: one.suspendedAt ?? one.createdAt,
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: one.suspendedAt === null ? null : simpleUser(world, account),
    suspended_at: one.suspendedAt,
  };
}
