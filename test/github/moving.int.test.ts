import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Octokit } from '@octokit/core';
import { log } from './git/history.ts';
import { classGround } from './ground.ts';

const gone = (error: { status?: number }) => error.status === 404;

test('a repository that was renamed or given away is found by its old name and by its id', async () => {
  await using ground = await classGround();
  const { github, target, octokit, at, repository, ada } = ground;
  await github.renameRepository(repository, 'networks');
  const byOld = await octokit.request('GET /repos/{owner}/{repo}', at);
  assert.deepEqual([byOld.data.id, byOld.data.full_name], [repository.id, 'uni/networks']);
  const sub = await octokit.request('GET /repos/{owner}/{repo}/commits/{ref}', { ...at, ref: 'main' });
  assert.match(sub.url, /\/repositories\/\d+\/commits\/main$/);
  const byId = await octokit.request('GET /repositories/{id}', { id: repository.id });
  assert.equal(byId.data.full_name, 'uni/networks');

  github.createOrganization('other', { members: [ada] });
  await github.transferRepository(repository, 'other');
  await assert.rejects(octokit.request('GET /repositories/{id}', { id: repository.id }), gone);
  const there = await github.installApp(ground.app, 'other');
  const other = await ground.client.getInstallationOctokit(there.id);
  assert.equal((await other.request('GET /repos/{owner}/{repo}', at)).data.full_name, 'other/networks');
  const renamed = target.received.filter(({ event }) => event === 'repository').map(({ payload }) => payload.action);
  assert.deepEqual(renamed, ['renamed']);
});

test('those whose App is on both sides are told of a transfer; deleted and private repositories vanish', async () => {
  await using ground = await classGround();
  const { github, target, app, repository, octokit, at } = ground;
  github.createOrganization('other');
  await github.installApp(app, 'other');
  await github.transferRepository(repository, 'other');
  const { payload } = target.received.at(-1)!;
  const { from } = (payload.changes as { owner: { from: { organization: { login: string } } } }).owner;
  assert.deepEqual([payload.action, from.organization.login], ['transferred', 'uni']);
  await github.deleteRepository(repository);
  await assert.rejects(octokit.request('GET /repos/{owner}/{repo}', at), gone);

  const open = await github.createRepository('other/open', { files: { a: '1' } });
  const stranger = new Octokit({ baseUrl: github.apiUrl });
  const look = () => stranger.request('GET /repos/{owner}/{repo}', { owner: 'other', repo: 'open' });
  await look();
  await github.setPrivate(open, true);
  await assert.rejects(look(), gone);
});

test('a template is used, filled and opened to a student', async () => {
  await using ground = await classGround({ templateDelayMs: 50 });
  const { github, teacher, ada } = ground;
  const files = { 'gradewire.yml': 'kit: hello-internet\n', 'src/main.c': 'int main;\n' };
  const template = await github.createRepository('uni/template', { isTemplate: true, files });
  await github.push(template, 'main', { 'README.md': 'Later\n' }, teacher);
  const octokit = new Octokit({ baseUrl: github.apiUrl, auth: github.personalToken(teacher) });
  const { data } = await octokit.request('POST /repos/{template_owner}/{template_repo}/generate', {
    template_owner: 'uni',
    template_repo: 'template',
    owner: 'uni',
    name: 'team-1',
    private: true,
  });
  assert.deepEqual(
    [data.full_name, data.private, data.template_repository?.full_name],
    ['uni/team-1', true, 'uni/template'],
  );
  const at = { owner: 'uni', repo: 'team-1' };
  const read = () => octokit.request('GET /repos/{owner}/{repo}/contents/{path}', { ...at, path: 'src/main.c' });
  await assert.rejects(read(), gone);
  const deadline = Date.now() + 10_000;
  let found = await read().catch(() => undefined);
  while (found === undefined && Date.now() < deadline) found = await read().catch(() => undefined);
  const file = found?.data as { content: string; sha: string };
  assert.equal(Buffer.from(file.content, 'base64').toString(), 'int main;\n');
  assert.equal((await log(github.repository('uni/team-1').folder, ['main'], 9)).length, 1);

  const put = 'PUT /repos/{owner}/{repo}/contents/{path}';
  const change = { ...at, path: 'src/main.c', message: 'Change', content: Buffer.from('int x;\n').toString('base64') };
  const refused = (status: number) => (error: { status?: number }) => error.status === status;
  await assert.rejects(octokit.request(put, change), refused(422));
  await assert.rejects(octokit.request(put, { ...change, sha: '0'.repeat(40) }), refused(409));
  assert.equal((await octokit.request(put, { ...change, sha: file.sha })).status, 200);
  assert.equal((await octokit.request(put, { ...change, path: 'TEAM.md' })).status, 201);

  const eve = github.createUser('eve');
  const invite = 'PUT /repos/{owner}/{repo}/collaborators/{username}';
  assert.equal((await octokit.request(invite, { ...at, username: 'eve', permission: 'push' })).status, 201);
  await github.acceptInvitation('uni/team-1', eve);
  assert.equal((await octokit.request(invite, { ...at, username: 'eve' })).status, 204);
  const hers = new Octokit({ baseUrl: github.apiUrl, auth: github.personalToken(eve) });
  await hers.request('GET /repos/{owner}/{repo}', at);
  await assert.rejects(hers.request('GET /repos/{owner}/{repo}', { owner: 'uni', repo: 'sockets' }), gone);
  assert.equal(ada.login, 'ada');
});

test('teams and members are read by those inside; people by login and by id, whatever they are called now', async () => {
  await using ground = await classGround();
  const { github, octokit, organization, ada } = ground;
  const people = Array.from({ length: 35 }, (_, index) => github.createUser(`student-${index}`));
  github.createTeam(organization, 'Lab Group 1', [ada, ...people]);
  const teams = await octokit.request('GET /orgs/{org}/teams', { org: 'uni' });
  assert.deepEqual(
    teams.data.map(({ slug }) => slug),
    ['lab-group-1'],
  );
  const list = 'GET /orgs/{org}/teams/{team_slug}/members';
  const pages = [1, 2].map((page) => octokit.request(list, { org: 'uni', team_slug: 'lab-group-1', page }));
  const members = (await Promise.all(pages)).map(({ data }) => data.length);
  assert.deepEqual(members, [30, 6]);
  const admins = await octokit.request('GET /orgs/{org}/members', { org: 'uni', role: 'admin' });
  assert.deepEqual(
    admins.data.map(({ login }) => login),
    ['teacher'],
  );
  await github.renameAccount(ada, 'countess');
  const byId = await octokit.request('GET /user/{account_id}', { account_id: 4711 });
  assert.equal(byId.data.login, 'countess');
  await assert.rejects(octokit.request('GET /users/{username}', { username: 'ada' }), gone);
});
