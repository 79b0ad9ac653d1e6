import type { GitHubConfig } from '../config.ts';

/** Events of repositories that the App asks for; those of installations come unasked. */
export const appEvents = [
  'check_run',
  'check_suite',
  'member',
  'membership',
  'organization',
  'pull_request',
  'push',
  'repository',
] as const;

/** What is asked of GitHub for a new App: no more than grading needs. */
export function appManifest(
  { publicUrl, comments, makesRepositories }: Pick<GitHubConfig, 'publicUrl' | 'comments' | 'makesRepositories'>,
  name: string,
) {
  return {
    name,
    url: publicUrl,
    hook_attributes: { url: `${publicUrl}/github/webhooks`, active: true },
    redirect_url: `${publicUrl}/github/setup/callback`,
    callback_urls: [`${publicUrl}/auth/github/callback`],
    public: false,
    request_oauth_on_install: false,
    default_permissions: {
      checks: 'write',
      contents: makesRepositories ? 'write' : 'read',
      ...(makesRepositories && { administration: 'write' }),
      members: 'read',
      metadata: 'read',
      statuses: 'write',
      // A comment in a pull request, where checks may not be written, is the only thing that is ever written there.
      pull_requests: comments ? 'write' : 'read',
    },
    default_events: appEvents,
  };
}
