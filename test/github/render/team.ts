import type { Account, Team, World } from '../world.ts';
import { nodeId } from './account.ts';

export function team({ apiUrl, webUrl }: World, organization: Account, { id, slug, name }: Team) {
  const url = `${apiUrl}/organizations/${organization.id}/team/${id}`;
  return {
    id,
    node_id: nodeId('T', id),
    name,
    slug,
    description: null,
    privacy: 'closed',
    notification_setting: 'notifications_enabled',
    permission: 'pull',
    url,
    html_url: `${webUrl}/orgs/${organization.login}/teams/${slug}`,
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    parent: null,
  };
}
