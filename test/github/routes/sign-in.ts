import { createHash, randomBytes } from 'node:crypto';
import type { Answer, Asked, Endpoint } from '../http/endpoint.ts';
import { endpoint, undescribed } from '../http/endpoint.ts';
import { notFound, Refusal } from '../http/refusal.ts';
import type { Account, RegisteredApp, World } from '../world.ts';

const codeLifetimeMs = 10 * 60_000;
const refreshLifetimeMs = 183 * 24 * 3_600_000;

/** Whether a sign-in may lead there: to a registered address or below it, on the loopback interface at any port. */
function allowed(app: RegisteredApp, wanted: string): boolean {
  const to = URL.parse(wanted);
  return app.callbackUrls.some((text) => {
    const registered = new URL(text);
    const loopback = /^(127\.0\.0\.1|localhost)$/.test(registered.hostname);
    const same = loopback
      ? to?.hostname === registered.hostname && to.protocol === registered.protocol
      : to?.origin === registered.origin;
    return same && to!.pathname.startsWith(registered.pathname);
  });
}

/** What the page does as soon as it is opened: the one at the browser says yes, or no. */
function authorized({ world, url }: Asked): Answer {
  const query = url.searchParams;
  const app = [...world.apps.values()].find(({ clientId }) => clientId === query.get('client_id'));
  if (app === undefined) throw notFound();
  const redirectUri = query.get('redirect_uri') ?? app.callbackUrls[0];
  if (redirectUri === undefined) throw new Refusal(404, 'This App has no callback address');
  const sends = (to: string, fields: Record<string, string>): Answer => {
    const back = new URL(to);
    const state = query.get('state');
    for (const [name, value] of Object.entries(fields)) back.searchParams.set(name, value);
    if (state !== null) back.searchParams.set('state', state);
    return { status: 302, headers: { location: back.href } };
  };
  if (!allowed(app, redirectUri)) {
    return sends(app.callbackUrls[0] ?? world.webUrl, {
      error: 'redirect_uri_mismatch',
      error_description: 'The redirect_uri is not associated with this application.',
    });
  }
  if (!world.atBrowser) {
    const error_description = 'The user has denied your application access.';
    return sends(redirectUri, { error: 'access_denied', error_description });
  }
  if (query.has('code_challenge') && query.get('code_challenge_method') !== 'S256') {
    return sends(redirectUri, { error: 'invalid_request', error_description: 'Only S256 is supported.' });
  }
  const code = randomBytes(10).toString('hex');
  const challenge = query.get('code_challenge') ?? undefined;
  const expiresAt = world.now() + codeLifetimeMs;
  world.codes.set(code, { kind: 'sign-in', app, account: world.atBrowser, redirectUri, challenge, expiresAt });
  return sends(redirectUri, { code });
}

function tokensOf(world: World, app: RegisteredApp, account: Account) {
  const access_token = `ghu_${randomBytes(18).toString('hex')}`;
  const refresh_token = `ghr_${randomBytes(38).toString('hex')}`;
  const now = world.now();
  world.tokens.set(access_token, { kind: 'user', account, app, expiresAt: now + world.userTokenLifetimeMs });
  world.codes.set(refresh_token, { kind: 'refresh', account, app, expiresAt: now + refreshLifetimeMs });
  return {
    access_token,
    expires_in: Math.floor(world.userTokenLifetimeMs / 1000),
    refresh_token,
    refresh_token_expires_in: refreshLifetimeMs / 1000,
    token_type: 'bearer',
    scope: '',
  };
}

const refused = (error: string, error_description: string) => ({ error, error_description });

/** What a code or a refresh token is changed for. GitHub answers refusals with 200 too. */
function exchanged(world: World, given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { client_id, client_secret, grant_type = 'authorization_code', redirect_uri, code_verifier } = given;
  const app = [...world.apps.values()].find(({ clientId }) => clientId === client_id);
  if (app === undefined || app.clientSecret !== client_secret) {
    return refused('incorrect_client_credentials', 'The client_id and/or client_secret passed are incorrect.');
  }
  const refreshes = grant_type === 'refresh_token';
  const secret = String(refreshes ? given.refresh_token : given.code);
  const code = world.codes.get(secret);
  if (code === undefined || code.kind === 'manifest' || code.app !== app || code.expiresAt <= world.now()) {
    return refreshes
      ? refused('bad_refresh_token', 'The refresh token passed is incorrect or expired.')
      : refused('bad_verification_code', 'The code passed is incorrect or expired.');
  }
  world.codes.delete(secret);
  if (code.kind === 'sign-in') {
    if (redirect_uri !== undefined && redirect_uri !== code.redirectUri) {
      return refused('redirect_uri_mismatch', 'The redirect_uri is not the one that the code was made for.');
    }
    const answer = createHash('sha256').update(String(code_verifier)).digest('base64url');
    if (code.challenge !== undefined && answer !== code.challenge) {
      return refused('bad_verification_code', 'The code passed is incorrect or expired.');
    }
  }
  return tokensOf(world, app, code.account);
}

/** The App of Basic credentials, as the endpoints about tokens want them. */
function appByBasic({ world, authorization, at }: Asked): RegisteredApp {
  const [id, secret] = Buffer.from(authorization?.replace(/^basic /i, '') ?? '', 'base64')
    .toString()
    .split(':');
  const app = [...world.apps.values()].find((one) => one.clientId === id && one.clientSecret === secret);
  if (app === undefined || app.clientId !== at.client_id) throw notFound();
  return app;
}

export const signIn: readonly Endpoint[] = [
  undescribed('get', '/login/oauth/authorize', { by: ['nobody'] }, authorized),

  undescribed('post', '/login/oauth/access_token', { by: ['nobody'] }, ({ world, body, wantsJson }) => {
    const answer = exchanged(world, (body ?? {}) as Record<string, unknown>);
    if (wantsJson) return { status: 200, body: answer };
    const form = new URLSearchParams(
      Object.entries(answer).map(([name, value]): [string, string] => [name, String(value)]),
    );
    return { status: 200, body: form.toString(), headers: { 'content-type': 'application/x-www-form-urlencoded' } };
  }),

  endpoint('delete', '/applications/{client_id}/token', { by: ['nobody'] }, (asked) => {
    const app = appByBasic(asked);
    const { access_token = '' } = (asked.body ?? {}) as { access_token?: string };
    const token = asked.world.tokens.get(access_token);
    if (token?.kind !== 'user' || token.app !== app) throw notFound();
    asked.world.tokens.delete(access_token);
    return { status: 204 };
  }),
];
