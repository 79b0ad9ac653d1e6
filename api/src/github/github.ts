import type { Kit } from '@gradewire/core';
import type { Database } from '@gradewire/db';
import type { BlobStore } from '@gradewire/storage';
import { Router } from 'express';
import type { Logger } from 'pino';
import type { ApiConfig } from '../config.ts';
import type { Authenticate } from '../http/endpoint.ts';
import type { Acting } from './acting.ts';
import { connectGitHub, type GitHubClient } from './app/client.ts';
import { type AppCredentials, readCredentials, writeCredentials } from './app/credentials.ts';
import { setupRoutes } from './app/setup-routes.ts';
import { bindingRoutes } from './binding/routes.ts';
import { catchUp } from './catch-up/catch-up.ts';
import { followRuns } from './checks/follow.ts';
import { workOnDeliveries } from './deliveries/work.ts';
import type { Loop } from './loop.ts';
import { setUpRoutes } from './set-up/routes.ts';
import { webhookRoute } from './webhook/route.ts';

export interface GitHubOptions {
  readonly db: Database;
  readonly blobs: BlobStore;
  readonly kits: readonly Kit<never>[];
  readonly config: ApiConfig;
  readonly authenticate: Authenticate;
  readonly log: Logger;
}

export interface GitHub extends AsyncDisposable {
  readonly router: Router;
  /** The App's ways to GitHub; undefined as long as none is set up. */
  readonly client: () => GitHubClient | undefined;
}

/**
 * All that has to do with GitHub: webhooks in, checks out, and what was missed. Without an App there are only the pages
 * that make one. Disposing ends what goes on in the background; what is underway then is taken up at the next start.
 */
export function startGitHub({ db, blobs, kits, config, authenticate, log }: GitHubOptions): GitHub {
  const github = config.github;
  const stop = new AbortController();
  let client: GitHubClient | undefined;
  let deliveries: Loop | undefined;
  const running: Loop[] = [];

  const begin = (credentials: AppCredentials) => {
    client = connectGitHub(github, credentials, log);
    const acting: Acting = { db, blobs, kits, config: github, client, log, signal: stop.signal };
    const checks = followRuns(acting);
    deliveries = workOnDeliveries(acting, checks.wake);
    running.push(catchUp(acting, deliveries.wake), deliveries, checks);
  };
  const credentials = readCredentials(github);
  if (credentials !== undefined) begin(credentials);

  const router = Router();
  const isSetUp = () => client !== undefined;
  const onMade = async (made: AppCredentials) => {
    await writeCredentials(github.appFile!, made);
    begin(made);
  };
  router.use(
    webhookRoute({ db, client: () => client, maxBytes: github.maxWebhookBytes, onDelivery: () => deliveries?.wake() }),
    setupRoutes({ context: { authenticate, config }, config: github, isSetUp, onMade }),
  );
  bindingRoutes(router, { db, config, authenticate, client: () => client });
  setUpRoutes(router, { db, config, authenticate, client: () => client });
  return {
    router,
    client: () => client,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await Promise.all(running.map((one) => one[Symbol.asyncDispose]()));
    },
  };
}
