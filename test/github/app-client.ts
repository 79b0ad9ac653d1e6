import { App } from '@octokit/app';
import { Octokit } from '@octokit/core';
import type { RegisteredApp, StartedGithub } from './stand-in.ts';

/** GitHub's own library as the App of a stand-in, as the service uses it. */
export function appClient({ apiUrl }: Pick<StartedGithub, 'apiUrl'>, app: RegisteredApp): App {
  return new App({
    appId: app.id,
    privateKey: app.privateKey,
    oauth: { clientId: app.clientId, clientSecret: app.clientSecret },
    webhooks: { secret: app.webhookSecret },
    Octokit: Octokit.defaults({ baseUrl: apiUrl }),
  });
}
