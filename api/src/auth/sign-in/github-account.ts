import { createHash } from 'node:crypto';
import { Octokit } from '@octokit/core';
import { deleteToken, exchangeWebFlowCode, getWebFlowAuthorizationUrl } from '@octokit/oauth-methods';
import type { Logger } from 'pino';
import type { AppCredentials } from '../../github/app/credentials.ts';
import { troubleOf } from '../../github/app/trouble.ts';
import type { GitHubConfig } from '../../github/config.ts';
import type { GitHubAccount } from '../github-person.ts';

/** What the App is for GitHub when it signs people in. */
export interface OauthClient {
  readonly config: GitHubConfig;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** GitHub does not answer within that. Milliseconds. */
const patienceMs = 10_000;
const clientType = 'github-app';

/** Undefined where the App was made by hand and its client secret was not given to us. */
export function oauthClient(config: GitHubConfig, credentials: AppCredentials | undefined): OauthClient | undefined {
  const { clientId, clientSecret } = credentials ?? {};
  return clientId && clientSecret ? { config, clientId, clientSecret } : undefined;
}

const requestOf = ({ config }: OauthClient) =>
  new Octokit({ baseUrl: config.apiUrl, userAgent: 'gradewire', log: silent }).request;
const silent = { debug() {}, info() {}, warn() {}, error() {} };

const callbackOf = ({ config }: OauthClient) => `${config.publicUrl}/auth/github/callback`;

/** GitHub's page that asks somebody whether we may know who they are. */
export function authorizeAddress(
  client: OauthClient,
  { state, verifier }: { state: string; verifier: string },
): string {
  const { clientId } = client;
  const request = requestOf(client);
  const page = new URL(
    getWebFlowAuthorizationUrl({ clientType, clientId, request, state, redirectUrl: callbackOf(client) }).url,
  );
  page.searchParams.set('code_challenge', createHash('sha256').update(verifier).digest('base64url'));
  page.searchParams.set('code_challenge_method', 'S256');
  return page.href;
}

/**
 * Whose the code is, which GitHub sent a browser back with. The token that it is good for is asked this one thing and then
 * given back: it is kept nowhere. `refused`: GitHub does not take the code; `unavailable`: GitHub does not answer.
 */
export async function accountOf(
  client: OauthClient,
  { code, verifier }: { code: string; verifier: string },
  log: Logger,
): Promise<GitHubAccount | 'refused' | 'unavailable'> {
  const { clientId, clientSecret } = client;
  const request = requestOf(client).defaults({ request: { signal: AbortSignal.timeout(patienceMs) } });
  const redirectUrl = callbackOf(client);
  try {
    const { authentication } = await exchangeWebFlowCode({
      clientType,
      clientId,
      clientSecret,
      code,
      redirectUrl,
      request: request.defaults({ code_verifier: verifier }),
    });
    const { token } = authentication;
    const { data } = await request('GET /user', { headers: { authorization: `Bearer ${token}` } });
    await deleteToken({ clientType, clientId, clientSecret, token, request }).catch((error: Error) => {
      log.warn({ why: error.message }, 'a token was not given back; it ends by itself');
    });
    return { id: Number(data.id), login: data.login };
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble === undefined && (error as Error).name !== 'TimeoutError') throw error;
    log.warn({ why: trouble?.message ?? 'GitHub did not answer in time' }, 'sign-in');
    return trouble?.kind === 'invalid' ? 'refused' : 'unavailable';
  }
}
