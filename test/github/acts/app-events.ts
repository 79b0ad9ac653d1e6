import type { Permissions } from '../world.ts';

/** Which permission, at least to read, lets an App subscribe to an event. */
const permissionOf: Readonly<Record<string, string>> = {
  check_run: 'checks',
  check_suite: 'checks',
  issue_comment: 'issues',
  member: 'members',
  membership: 'members',
  meta: 'metadata',
  organization: 'members',
  public: 'metadata',
  pull_request: 'pull_requests',
  push: 'contents',
  repository: 'metadata',
  status: 'statuses',
  team: 'members',
  team_add: 'members',
};

/** @throws where GitHub would refuse an App with these events: unknown, sent to all Apps anyway, or not permitted */
export function requireSubscribable(permissions: Permissions, events: readonly string[]): void {
  const refused = events.filter((event) => {
    const name = permissionOf[event];
    return name === undefined || (name !== 'metadata' && permissions[name] === undefined);
  });
  if (refused.length > 0) throw new Error(`Default events unsupported: ${refused.join(', ')}`);
}
