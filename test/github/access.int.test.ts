import assert from 'node:assert/strict';
import { test } from 'node:test';
import { appClient } from './app-client.ts';
import { classGround } from './ground.ts';

const refused = (status: number, message?: RegExp) => (error: { status?: number; message: string }) => {
  assert.equal(error.status, status, error.message);
  if (message) assert.match(error.message, message);
  return true;
};

test('an App is known by its signature: by id and by client id, not with a key of someone else', async () => {
  await using ground = await classGround();
  const { github, app, client } = ground;
  const { data } = await client.octokit.request('GET /app');
  assert.deepEqual([data?.id, data?.slug, data?.permissions.checks], [app.id, app.slug, 'write']);
  const byClientId = appClient(github, { ...app, id: app.clientId as unknown as number });
  assert.equal((await byClientId.octokit.request('GET /app')).data?.id, app.id);
  const other = await github.registerApp({ owner: 'uni', name: 'Other' });
  const forged = appClient(github, { ...app, privateKey: other.privateKey });
  await assert.rejects(forged.octokit.request('GET /app'), refused(401, /could not be decoded/));
  await assert.rejects(
    fetch(`${github.apiUrl}/app`).then(async (answer) => {
      throw Object.assign(new Error(((await answer.json()) as { message: string }).message), { status: answer.status });
    }),
    refused(401),
  );
});

test('an App token that is too old, from the future, or lives too long is refused', async () => {
  let skewMs = 0;
  await using ground = await classGround({ now: () => Date.now() + skewMs });
  const { github, client } = ground;
  const { token } = (await client.octokit.auth({ type: 'app' })) as { token: string };
  const ask = async () =>
    (await fetch(`${github.apiUrl}/app`, { headers: { authorization: `Bearer ${token}` } })).status;
  assert.equal(await ask(), 200);
  skewMs = 11 * 60_000;
  assert.equal(await ask(), 401);
  skewMs = -5 * 60_000;
  assert.equal(await ask(), 401);
});

test('an installation token ends: by time, when its App is suspended, when it is uninstalled', async () => {
  let skewMs = 0;
  await using ground = await classGround({ now: () => Date.now() + skewMs, tokenLifetimeMs: 60_000 });
  const { github, client, installation } = ground;
  const { data } = await client.octokit.request('POST /app/installations/{installation_id}/access_tokens', {
    installation_id: installation.id,
  });
  const ask = async () => {
    const headers = { authorization: `token ${data.token}` };
    return (await fetch(`${github.apiUrl}/repos/uni/sockets`, { headers })).status;
  };
  assert.equal(await ask(), 200);
  await github.suspend(installation);
  assert.equal(await ask(), 403);
  const again = () =>
    client.octokit.request('POST /app/installations/{installation_id}/access_tokens', {
      installation_id: installation.id,
    });
  await assert.rejects(again(), refused(403, /suspended/));
  await github.unsuspend(installation);
  assert.equal(await ask(), 200);
  skewMs = 61_000;
  assert.equal(await ask(), 401);
  skewMs = 0;
  await github.uninstall(installation);
  assert.equal(await ask(), 401);
  await assert.rejects(again(), refused(404));
});

test('installations are found by repository, organisation and user, and list their repositories in pages', async () => {
  await using ground = await classGround();
  const { github, client, installation, octokit, at, ada } = ground;
  const found = await client.octokit.request('GET /repos/{owner}/{repo}/installation', at);
  assert.equal(found.data.id, installation.id);
  assert.equal((await client.octokit.request('GET /orgs/{org}/installation', { org: 'uni' })).data.id, installation.id);
  await assert.rejects(client.octokit.request('GET /users/{username}/installation', { username: 'ada' }), refused(404));
  const all: number[] = [];
  for await (const { installation: one } of client.eachInstallation.iterator()) all.push(one.id);
  assert.deepEqual(all, [installation.id]);

  await github.createRepository('uni/second', { private: true });
  await github.createRepository('ada/own', { private: true });
  const first = await octokit.request('GET /installation/repositories', { per_page: 1 });
  assert.match(first.headers.link ?? '', /page=2>; rel="next"/);
  const names: string[] = [];
  for await (const { repository } of client.eachRepository.iterator()) names.push(repository.full_name);
  assert.deepEqual(names, ['uni/sockets', 'uni/second']);
  await assert.rejects(octokit.request('GET /repos/{owner}/{repo}', { owner: 'ada', repo: 'own' }), refused(404));
  assert.equal(ada.id, 4711);
});

test('an App may do what it has permission for, where it is installed', async () => {
  await using ground = await classGround();
  const { github, app, ada } = ground;
  const reader = await github.registerApp({
    owner: 'uni',
    name: 'Reader',
    permissions: { metadata: 'read', contents: 'read', checks: 'read' },
    events: ['push'],
  });
  const second = await github.createRepository('uni/second', { private: true, files: { a: '1' } });
  const installation = await github.installApp(reader, 'uni', ['uni/sockets']);
  const octokit = await appClient(github, reader).getInstallationOctokit(installation.id);
  const { sha } = await github.push('uni/sockets', 'main', { a: '1' }, ada);
  await assert.rejects(
    octokit.request('POST /repos/{owner}/{repo}/check-runs', { ...ground.at, name: 'x', head_sha: sha }),
    refused(403, /not accessible by integration/),
  );
  await assert.rejects(octokit.request('GET /repos/{owner}/{repo}/pulls', ground.at), refused(403));
  await assert.rejects(octokit.request('GET /repos/{owner}/{repo}', { owner: 'uni', repo: second.name }), refused(404));
  await github.changeRepositories(installation, 'added', [second]);
  await octokit.request('GET /repos/{owner}/{repo}', { owner: 'uni', repo: second.name });
  await assert.rejects(
    github.registerApp({ owner: 'uni', name: 'Wrong', permissions: { contents: 'read' }, events: ['pull_request'] }),
    /Default events unsupported: pull_request/,
  );

  const own = await ground.octokit.request('POST /repos/{owner}/{repo}/check-runs', {
    ...ground.at,
    name: 'Grade',
    head_sha: sha,
  });
  const writer = await github.registerApp({ owner: 'uni', name: 'Writer' });
  const stranger = await appClient(github, writer).getInstallationOctokit((await github.installApp(writer, 'uni')).id);
  const update = { ...ground.at, check_run_id: Number(own.data.id), conclusion: 'failure' as const };
  const path = 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}';
  await assert.rejects(stranger.request(path, update), refused(403, /Invalid app_id/));
  assert.equal(github.checkRuns(sha)[0]?.app, app);
});
