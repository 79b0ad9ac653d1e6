import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { appClient } from './app-client.ts';
import { classGround } from './ground.ts';
import { hookTarget } from './hook-target.ts';
import { startGithub } from './stand-in.ts';

const back = 'http://127.0.0.1:3000/github/callback';

/** Where a browser is led that opens this page. */
async function ledTo(url: string, init: RequestInit = {}): Promise<URL> {
  const answer = await fetch(url, { redirect: 'manual', ...init });
  assert.equal(answer.status, 302, await answer.text());
  return new URL(answer.headers.get('location')!);
}

async function exchange(webUrl: string, fields: Record<string, string>): Promise<Record<string, unknown>> {
  const answer = await fetch(`${webUrl}/login/oauth/access_token`, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams(fields),
  });
  return (await answer.json()) as Record<string, unknown>;
}

test('someone signs in through the library: who they are, their installations, and out again', async () => {
  await using ground = await classGround();
  const { github, client, ada, app, installation } = ground;
  github.sitAtBrowser(ada);
  const { url } = client.oauth.getWebFlowAuthorizationUrl({ state: 'abc', redirectUrl: back });
  const to = await ledTo(url);
  assert.deepEqual([to.origin + to.pathname, to.searchParams.get('state')], [back, 'abc']);
  const code = to.searchParams.get('code')!;
  const { authentication } = await client.oauth.createToken({ code, state: 'abc' });
  const user = await client.oauth.getUserOctokit({ token: authentication.token });
  const { data } = await user.request('GET /user');
  assert.deepEqual([data.login, data.id], ['ada', 4711]);
  const all = await user.request('GET /user/installations');
  assert.deepEqual(
    all.data.installations.map(({ id }) => id),
    [installation.id],
  );
  await assert.rejects(client.oauth.createToken({ code }), /code passed is incorrect or expired/);
  await assert.rejects(
    user.request('POST /repos/{owner}/{repo}/check-runs', { ...ground.at, name: 'x', head_sha: 'main' }),
    (error: { status?: number }) => error.status === 403,
  );
  await client.oauth.deleteToken({ token: authentication.token });
  await assert.rejects(user.request('GET /user'), (error: { status?: number }) => error.status === 401);
  assert.equal(app.callbackUrls.length, 2);
});

test('a code is worth nothing without its verifier, its secret, or at another address', async () => {
  await using ground = await classGround();
  const { github, app, ada } = ground;
  github.sitAtBrowser(ada);
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    client_id: app.clientId,
    redirect_uri: back,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const page = `${github.webUrl}/login/oauth/authorize?${query}`;
  const client = { client_id: app.clientId, client_secret: app.clientSecret };
  const code = async () => (await ledTo(page)).searchParams.get('code')!;
  const wrong = await exchange(github.webUrl, { ...client, code: await code(), code_verifier: 'x'.repeat(43) });
  assert.equal(wrong.error, 'bad_verification_code');
  const secret = await exchange(github.webUrl, { ...client, client_secret: 'x', code: await code() });
  assert.equal(secret.error, 'incorrect_client_credentials');
  const other = { redirect_uri: 'http://127.0.0.1:3000/other', code_verifier: verifier };
  assert.equal(
    (await exchange(github.webUrl, { ...client, ...other, code: await code() })).error,
    'redirect_uri_mismatch',
  );
  const right = await exchange(github.webUrl, {
    ...client,
    code: await code(),
    code_verifier: verifier,
    redirect_uri: back,
  });
  assert.match(String(right.access_token), /^ghu_/);

  query.set('redirect_uri', 'https://evil.example/github/callback');
  const refusal = await ledTo(`${github.webUrl}/login/oauth/authorize?${query}`);
  assert.deepEqual([refusal.hostname, refusal.searchParams.get('error')], ['127.0.0.1', 'redirect_uri_mismatch']);
  github.sitAtBrowser(undefined);
  assert.equal((await ledTo(page)).searchParams.get('error'), 'access_denied');
});

test('a sign-in ends after its time, and is renewed once with its refresh token', async () => {
  let skewMs = 0;
  await using ground = await classGround({ now: () => Date.now() + skewMs });
  const { github, app, ada } = ground;
  github.sitAtBrowser(ada);
  const query = new URLSearchParams({ client_id: app.clientId, redirect_uri: back });
  const to = await ledTo(`${github.webUrl}/login/oauth/authorize?${query}`);
  const client = { client_id: app.clientId, client_secret: app.clientSecret };
  const first = await exchange(github.webUrl, { ...client, code: to.searchParams.get('code')! });
  const ask = async (token: unknown) =>
    (await fetch(`${github.apiUrl}/user`, { headers: { authorization: `Bearer ${token}` } })).status;
  assert.equal(await ask(first.access_token), 200);
  skewMs = 8 * 3_600_000 + 1000;
  assert.equal(await ask(first.access_token), 401);
  const renewal = { ...client, grant_type: 'refresh_token', refresh_token: String(first.refresh_token) };
  assert.equal(await ask((await exchange(github.webUrl, renewal)).access_token), 200);
  assert.equal((await exchange(github.webUrl, renewal)).error, 'bad_refresh_token');
});

test('an App is made from a manifest, and works at once', async () => {
  await using github = await startGithub();
  await using target = await hookTarget();
  const teacher = github.createUser('teacher');
  github.createOrganization('uni', { owners: [teacher] });
  github.sitAtBrowser(teacher);
  const manifest = {
    name: 'Gradewire of Uni',
    url: 'https://grades.example',
    hook_attributes: { url: target.url },
    redirect_url: 'http://127.0.0.1:3000/github/app',
    default_permissions: { checks: 'write', contents: 'read', pull_requests: 'read' },
    default_events: ['check_run', 'pull_request', 'push'],
  };
  const page = `${github.webUrl}/organizations/uni/settings/apps/new?state=xyz`;
  const form = (of: object) => ({ method: 'POST', body: new URLSearchParams({ manifest: JSON.stringify(of) }) });
  const to = await ledTo(page, form(manifest));
  assert.equal(to.searchParams.get('state'), 'xyz');
  const convert = () =>
    fetch(`${github.apiUrl}/app-manifests/${to.searchParams.get('code')}/conversions`, { method: 'POST' });
  const answer = await convert();
  assert.equal(answer.status, 201);
  const made = (await answer.json()) as Record<'pem' | 'webhook_secret' | 'client_id' | 'client_secret', string> & {
    id: number;
  };
  assert.equal((await convert()).status, 404);

  const app = github.world.apps.get(made.id)!;
  await github.createRepository('uni/sockets', { files: { a: '1' } });
  const installation = await github.installApp(app, 'uni');
  assert.equal(target.received.at(-1)?.event, 'installation');
  const client = appClient(github, { ...app, privateKey: made.pem, webhookSecret: made.webhook_secret });
  const octokit = await client.getInstallationOctokit(installation.id);
  await octokit.request('GET /repos/{owner}/{repo}', { owner: 'uni', repo: 'sockets' });

  const refused = async (of: object) => (await fetch(page, form(of))).status;
  assert.equal(await refused({ ...manifest, name: 'Two', default_events: ['installation'] }), 422);
  assert.equal(await refused({ ...manifest, name: 'Three', default_permissions: { contents: 'read' } }), 422);
  assert.equal(await refused({ ...manifest, name: 'Four', hook_url: target.url }), 422);
  assert.equal(await refused(manifest), 422);
  github.sitAtBrowser(github.createUser('mallory'));
  assert.equal(await refused({ ...manifest, name: 'Five' }), 404);
});
