import assert from 'node:assert/strict';
import { test } from 'node:test';
import { treeEntries } from './git/history.ts';
import { classGround } from './ground.ts';

const paths = (files: readonly { filename: string; status: string }[] | undefined) =>
  files?.map(({ filename, status }) => `${status} ${filename}`);

test('a week of a pull request: opened, pushed, force-pushed, closed, reopened, merged; git agrees at each step', async () => {
  await using ground = await classGround();
  const { github, target, ada, teacher, octokit, at, repository } = ground;
  const first = await github.push(repository, 'ruby', { 'Ruby/client.rb': '1\n' }, ada);
  const pull = await github.openPullRequest(repository, { branch: 'ruby', by: ada, draft: true });
  const second = await github.synchronize(pull, { 'Ruby/client.rb': '2\n' });
  const third = await github.forcePush(repository, 'ruby', { 'Ruby/server.rb': '3\n' }, ada);
  await github.setDraft(pull, false);
  await github.closePullRequest(pull);
  await github.reopenPullRequest(pull);
  const open = await octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', { ...at, pull_number: 1 });
  assert.deepEqual([open.data.mergeable, open.data.mergeable_state, open.data.head.sha], [true, 'clean', third.sha]);
  const merged = await github.mergePullRequest(pull, teacher);
  const told = target.received
    .filter(({ event }) => event === 'pull_request')
    .map(({ payload }) => {
      const {
        head,
        draft,
        merged: is,
      } = payload.pull_request as { head: { sha: string }; draft: boolean; merged: boolean };
      return [payload.action, head.sha, draft, is];
    });
  assert.deepEqual(told, [
    ['opened', first.sha, true, false],
    ['synchronize', second.sha, true, false],
    ['synchronize', third.sha, true, false],
    ['ready_for_review', third.sha, false, false],
    ['closed', third.sha, false, false],
    ['reopened', third.sha, false, false],
    ['closed', third.sha, false, true],
  ]);
  const synchronized = target.received.filter(({ payload }) => payload.action === 'synchronize');
  assert.deepEqual(
    synchronized.map(({ payload }) => [payload.before, payload.after]),
    [
      [first.sha, second.sha],
      [second.sha, third.sha],
    ],
  );
  const pushes = target.received.filter(({ event }) => event === 'push').map(({ payload }) => payload);
  assert.deepEqual(
    pushes.map(({ ref, created, forced }) => [ref, created, forced]),
    [
      ['refs/heads/ruby', true, false],
      ['refs/heads/ruby', false, false],
      ['refs/heads/ruby', false, true],
      ['refs/heads/main', false, false],
    ],
  );
  const { data } = await octokit.request('GET /repos/{owner}/{repo}/commits/{ref}', { ...at, ref: 'main' });
  assert.deepEqual([data.sha, data.parents[1]?.sha, data.author?.login], [merged.sha, third.sha, 'teacher']);
  // The commit that was pushed away can still be had by its sha, until GitHub forgets it.
  await octokit.request('GET /repos/{owner}/{repo}/commits/{ref}', { ...at, ref: second.sha });
  github.forgetCommit(repository, second.sha);
  for (const path of ['/commits/{ref}', '/tarball/{ref}'] as const) {
    const gone = octokit.request(`GET /repos/{owner}/{repo}${path}`, { ...at, ref: second.sha });
    await assert.rejects(gone, (error: { status?: number }) => error.status === 422 || error.status === 404);
  }
});

test('two pull requests that conflict: the second cannot be merged after the first', async () => {
  await using ground = await classGround();
  const { github, ada, teacher, octokit, at } = ground;
  for (const branch of ['a', 'b']) await github.push('uni/sockets', branch, { 'README.md': branch }, ada);
  const [a, b] = [
    await github.openPullRequest('uni/sockets', { branch: 'a', by: ada }),
    await github.openPullRequest('uni/sockets', { branch: 'b', by: ada }),
  ];
  await github.mergePullRequest(a, teacher);
  const it = { ...at, pull_number: b.number };
  const { data } = await octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', it);
  assert.deepEqual([data.mergeable, data.mergeable_state], [false, 'dirty']);
  await assert.rejects(github.mergePullRequest(b, teacher), /conflicts/);
});

test('twelve teams push, rewrite and merge at once, and nothing is lost', async () => {
  await using ground = await classGround();
  const { github, target, teacher, repository } = ground;
  const teams = Array.from({ length: 12 }, (_, index) => github.createUser(`team-${index}`));
  await Promise.all(
    teams.map(async (team) => {
      const branch = team.login;
      await github.push(repository, branch, { [`${branch}/a`]: '1' }, team);
      const pull = await github.openPullRequest(repository, { branch, by: team });
      await Promise.all([
        github.synchronize(pull, { [`${branch}/a`]: '2' }),
        github.synchronize(pull, { [`${branch}/b`]: '3' }),
      ]);
      await github.mergePullRequest(pull, teacher);
    }),
  );
  const merged = (await treeEntries(repository.folder, 'main', true)).filter(({ type }) => type === 'blob');
  assert.equal(merged.length, 2 + 2 * 12);
  const heads = new Set(repository.pulls.map(({ headSha }) => headSha));
  assert.equal(heads.size, 12);
  const told = target.received.filter(({ payload }) => payload.action === 'synchronize');
  assert.equal(told.length, 24);
  for (const { payload } of told) {
    assert.equal((payload.pull_request as { head: { sha: string } }).head.sha, payload.after);
  }
});

test('a comparison is against the common ancestor, names renames, and ends at 300 files', async () => {
  await using ground = await classGround();
  const { github, ada, octokit, at, repository } = ground;
  const compare = 'GET /repos/{owner}/{repo}/compare/{basehead}';
  await github.push(repository, 'main', { 'Lua/a.lua': 'x\n'.repeat(20) }, ada);
  await github.push(repository, 'topic', { 'Lua/a.lua': null, 'Lua/b.lua': 'x\n'.repeat(20), 'Go/a.go': 'a\n' }, ada);
  await github.push(repository, 'main', { 'Perl/a.pl': '1\n' }, ada);
  const { data } = await octokit.request(compare, { ...at, basehead: 'main...topic' });
  assert.deepEqual(paths(data.files), ['added Go/a.go', 'renamed Lua/b.lua']);
  assert.equal(data.files?.[1]?.previous_filename, 'Lua/a.lua');
  assert.deepEqual([data.status, data.ahead_by, data.behind_by, data.commits.length], ['diverged', 1, 1, 1]);

  const many = Object.fromEntries(
    Array.from({ length: 350 }, (_, index) => [`C/${String(index).padStart(3, '0')}.c`, 'x\n']),
  );
  const { sha } = await github.push(repository, 'many', many, ada);
  const cut = await octokit.request(compare, { ...at, basehead: `main...${sha}` });
  assert.equal(cut.data.files?.length, 300);
  const second = await octokit.request(compare, { ...at, basehead: `main...${sha}`, page: 2, per_page: 1 });
  assert.equal(second.data.files, undefined);

  const pull = await github.openPullRequest(repository, { branch: 'many', by: ada });
  const files: string[] = [];
  for (let page = 1; ; page += 1) {
    const it = { ...at, pull_number: pull.number, per_page: 100, page };
    const answer = await octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/files', it);
    files.push(...answer.data.map(({ filename }) => filename));
    if (!answer.headers.link?.includes('rel="next"')) break;
  }
  assert.deepEqual([files.length, new Set(files).size], [350, 350]);

  const fork = await github.fork(repository, 'ada');
  await github.push(fork, 'mine', { 'R/a.r': '1\n' }, ada);
  const across = await octokit.request(compare, { ...at, basehead: 'main...ada:mine' });
  assert.deepEqual(paths(across.data.files), ['added R/a.r']);
});

test('pull requests are listed by state, in pages with links', async () => {
  await using ground = await classGround();
  const { github, ada, octokit, at } = ground;
  for (const branch of ['a', 'b', 'c']) {
    await github.push('uni/sockets', branch, { [branch]: branch }, ada);
    await github.openPullRequest('uni/sockets', { branch, by: ada });
  }
  await github.closePullRequest(ground.repository.pulls[1]!);
  const list = async (extra: object) => {
    const { data, headers } = await octokit.request('GET /repos/{owner}/{repo}/pulls', { ...at, ...extra });
    return [data.map(({ number }) => number), /rel="next"/.test(headers.link ?? '')];
  };
  assert.deepEqual(await list({}), [[3, 1], false]);
  assert.deepEqual(await list({ state: 'all', per_page: 2 }), [[3, 2], true]);
  assert.deepEqual(await list({ state: 'all', per_page: 2, page: 2 }), [[1], false]);
  assert.deepEqual(await list({ state: 'closed' }), [[2], false]);
  assert.deepEqual(await list({ state: 'all', head: 'uni:a', direction: 'asc' }), [[1], false]);
});

test('git holds what a student can push: links, submodules, programs, names that differ in case', async () => {
  await using ground = await classGround();
  const { github, ada, octokit, at, repository } = ground;
  const submodule = 'a'.repeat(40);
  const { sha } = await github.push(
    repository,
    'odd',
    {
      'run.sh': { content: '#!/bin/sh\n', executable: true },
      link: { symlink: '/etc/passwd' },
      'vendor/lib': { submodule },
      'Read.me': '1',
      'read.me': '2',
      'with "quotes" and ü': '3',
    },
    ada,
    { replaceAll: true },
  );
  const expected = [
    '100644 Read.me',
    '120000 link',
    '100644 read.me',
    '100755 run.sh',
    '040000 vendor',
    '160000 vendor/lib',
    '100644 with "quotes" and ü',
  ];
  const { data } = await octokit.request('GET /repos/{owner}/{repo}/git/trees/{tree_sha}', {
    ...at,
    tree_sha: sha,
    recursive: '1',
  });
  assert.deepEqual(
    data.tree.map(({ mode, path }) => `${mode} ${path}`),
    expected,
  );
  assert.deepEqual(
    (await treeEntries(repository.folder, sha, true)).map(({ mode, path }) => `${mode} ${path}`),
    expected,
  );
});
