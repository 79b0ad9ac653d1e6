import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { appClient } from './app-client.ts';
import { classGround } from './ground.ts';
import { hookTarget } from './hook-target.ts';
import { startGithub } from './stand-in.ts';

async function entriesOf(archive: Uint8Array): Promise<Map<string, string>> {
  const entries = new Map<string, string>();
  const tar = extract();
  tar.end(gunzipSync(archive));
  for await (const entry of tar) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    entries.set(entry.header.name, Buffer.concat(chunks).toString());
  }
  return entries;
}

test('a hand-in: App installed, pull request opened and told of, its archive fetched, its check completed', async () => {
  await using github = await startGithub();
  await using target = await hookTarget();
  github.createUser('teacher');
  const ada = github.createUser('ada', { id: 4711 });
  github.createOrganization('uni', { owners: ['teacher'], members: [ada] });
  const repository = await github.createRepository('uni/sockets', {
    private: true,
    files: { 'README.md': 'Sockets\n', 'Python/client.py': 'print(1)\n' },
  });
  const app = await github.registerApp({ owner: 'uni', hookUrl: target.url });
  const installation = await github.installApp(app, 'uni');
  const { sha } = await github.push(repository, 'ruby', { 'Ruby/client.rb': 'puts 1\n' }, ada);
  const pull = await github.openPullRequest(repository, { branch: 'ruby', by: ada });
  assert.equal(pull.headSha, sha);

  const client = appClient(github, app);
  const octokit = await client.getInstallationOctokit(installation.id);
  const opened = target.received.find(({ event }) => event === 'pull_request')!;
  assert.ok(await client.webhooks.verify(opened.body, opened.headers['x-hub-signature-256']!));
  const { pull_request, installation: from } = opened.payload as {
    pull_request: { head: { sha: string }; user: { id: number }; commits: number; changed_files: number };
    installation: { id: number };
  };
  assert.deepEqual([pull_request.head.sha, pull_request.user.id, from.id], [sha, 4711, installation.id]);
  assert.deepEqual([pull_request.commits, pull_request.changed_files], [1, 1]);

  const at = { owner: 'uni', repo: 'sockets' };
  const { data } = await octokit.request('GET /repos/{owner}/{repo}/tarball/{ref}', { ...at, ref: sha });
  const entries = await entriesOf(new Uint8Array(data as ArrayBuffer));
  assert.equal(entries.get(`uni-sockets-${sha.slice(0, 7)}/Ruby/client.rb`), 'puts 1\n');
  assert.deepEqual(
    github.world.traffic.codeload.map(({ authorized }) => authorized),
    [false],
  );

  const created = await octokit.request('POST /repos/{owner}/{repo}/check-runs', {
    ...at,
    name: 'Grade',
    head_sha: sha,
  });
  assert.deepEqual(
    created.data.pull_requests.map(({ number }) => number),
    [pull.number],
  );
  await octokit.request('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', {
    ...at,
    check_run_id: Number(created.data.id),
    conclusion: 'success',
    output: { title: '90 of 100', summary: 'Well done' },
  });
  const [run] = github.checkRuns(sha);
  assert.deepEqual([run?.status, run?.conclusion, run?.output.title], ['completed', 'success', '90 of 100']);
  assert.deepEqual(
    run?.history.map(({ status }) => status),
    ['queued', 'completed'],
  );
});

test('an archive is had with the token of its address, and can be whatever a test makes of it', async () => {
  await using ground = await classGround();
  const { github, octokit, at, repository } = ground;
  const path = 'GET /repos/{owner}/{repo}/tarball/{ref}';
  const { headers } = await octokit.request(path, { ...at, ref: 'main', request: { redirect: 'manual' } });
  const address = new URL(headers.location!);
  assert.notEqual(address.origin, new URL(github.apiUrl).origin);
  assert.equal((await fetch(address)).status, 200);
  address.search = '';
  assert.equal((await fetch(address)).status, 404);

  let sent = 0;
  github.setTarball(repository, async function* () {
    for (; sent < 100; sent += 1) yield new Uint8Array(1024 * 1024);
  });
  const endless = await fetch(headers.location!);
  for await (const chunk of endless.body!) if (chunk.length > 0) break;
  assert.ok(sent < 100, 'nobody has to read it to its end');
  github.setTarball(repository, async function* () {
    yield new Uint8Array(10);
    throw new Error('cut');
  });
  await assert.rejects(fetch(headers.location!).then((answer) => answer.bytes()));
  assert.equal(github.world.traffic.codeload.length, 4);
});
