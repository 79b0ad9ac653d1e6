import { App } from '@octokit/app';
import { Octokit } from '@octokit/core';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { Webhooks } from '@octokit/webhooks';
import Bottleneck from 'bottleneck';
import type { Logger } from 'pino';
import type { GitHubConfig } from '../config.ts';
import type { AppCredentials } from './credentials.ts';
import { isHttpError, limitedUntil, RateLimited } from './trouble.ts';

/** The App's ways to GitHub. */
export interface GitHubClient {
  readonly appId: number;
  readonly credentials: AppCredentials;
  /** Whether GitHub signed the body with the secret that only it and we know; takes the same time whatever it is. */
  verify(body: string, signature: string): Promise<boolean>;
  /** Requests as the App itself. */
  readonly asApp: Octokit;
  /** Requests as an installation. Tokens are fetched when they are needed, and kept as long as they are good. */
  asInstallation(installationId: bigint): Promise<Octokit>;
}

// Failed connections and 5xx: tried again at once, a few hundred milliseconds apart. What lasts longer, the queue waits for.
const quickRetries = 2;
const quickRetryMs = 200;

export function connectGitHub(config: GitHubConfig, credentials: AppCredentials, log: Logger): GitHubClient {
  const write = new Bottleneck.Group({ id: 'github-write', maxConcurrent: 1, minTime: config.writeEveryMs });
  const Ours = Octokit.plugin(throttling, retry).defaults({
    baseUrl: config.apiUrl,
    userAgent: 'gradewire',
    // The queue honours what GitHub asks for: nothing waits in here.
    throttle: { write, onRateLimit: () => false, onSecondaryRateLimit: () => false },
    retry: { retries: quickRetries, retryAfterBaseValue: quickRetryMs },
    // Whoever brings a signal along sees to the end by that.
    request: {
      fetch: (url: string, init: RequestInit) =>
        fetch(url, { ...init, signal: init.signal ?? AbortSignal.timeout(config.requestMs) }),
    },
    log: { debug() {}, info() {}, warn: (message: string) => log.warn(message), error() {} },
  });
  const { id: appId, privateKey, webhookSecret } = credentials;
  const app = new App({ appId, privateKey, Octokit: Ours });
  const webhooks = new Webhooks({ secret: webhookSecret });
  const installations = new Map<bigint, Promise<Octokit>>();
  const open = async (installationId: bigint) => {
    const octokit = (await app.getInstallationOctokit(Number(installationId))) as Octokit;
    return heedful(octokit);
  };
  return {
    appId,
    credentials,
    verify: (body, signature) => webhooks.verify(body, signature),
    asApp: heedful(app.octokit as Octokit),
    asInstallation(installationId) {
      const known = installations.get(installationId) ?? open(installationId);
      installations.set(installationId, known);
      return known;
    },
  };
}

/** Leaves GitHub alone while it wants that, and fetches a new token when the one we have is not taken any more. */
function heedful(octokit: Octokit): Octokit {
  // By the clock that nobody sets.
  let until = 0;
  octokit.hook.wrap('request', async (request, options) => {
    const pauseMs = until - performance.now();
    if (pauseMs > 0) throw new RateLimited(Date.now() + pauseMs);
    try {
      return await request(options);
    } catch (error) {
      const now = Date.now();
      const limited = limitedUntil(error, now);
      if (limited !== undefined) until = performance.now() + limited - now;
      // As the App there is no token to renew: each request is signed anew.
      if (!isHttpError(error) || error.status !== 401 || /\/app(\/|$)/.test(options.url)) throw error;
      await octokit.auth({ type: 'installation', refresh: true });
      return request(options);
    }
  });
  return octokit;
}
