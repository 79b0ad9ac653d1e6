import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { readFrozen } from '@gradewire/storage';
import { caseOf, gradeNext } from '../../api/src/testing/grade.ts';
import type { Files } from '../github/stand-in.ts';
import { type Connected, check, connected, eventually, type Student, stopServer } from './connected.ts';

after(stopServer);

const client = 'import socket\nsocket.create_connection(("h", 1))\nprint("hello")\n';
const server = 'import socket\ns = socket.socket()\ns.bind(("", 1))\ns.listen()\n';
const programs = (folder: string, more = ''): Files => ({
  [`${folder}/client.py`]: client + more,
  [`${folder}/server.py`]: server + more,
});

async function classOf(files: Files, options: Parameters<typeof connected>[0] = {}) {
  const course = await connected({ connections: { poolSize: 1, longestWaitMs: 60_000 }, ...options });
  await course.github.createRepository('uni/class', { private: true, files });
  await course.bind('uni/class');
  return course;
}

async function open({ github }: Connected, { account }: Student, branch: string, files: Files) {
  await github.push('uni/class', branch, files, account);
  return github.openPullRequest('uni/class', { branch, by: account });
}

const pathsOf = async ({ blobs }: Connected, digest: string) =>
  (await readFrozen(blobs, digest)).files.map(({ path }) => path);

const mergeRuns = ({ db }: Connected) =>
  db.prisma.run.findMany({
    where: { reason: 'matrix' },
    include: { merge: true, submission: { include: { team: true } } },
    orderBy: { createdAt: 'asc' },
  });

/** The merge runs, when there are so many and none of the deliveries is left. */
function merges(course: Connected, count: number) {
  return eventually(async () => {
    const left = await course.db.prisma.webhookDelivery.count({ where: { state: 'received' } });
    const runs = await mergeRuns(course);
    return left === 0 && runs.length === count ? runs : undefined;
  });
}

test('only what a pull request changes is graded, as deep as teams have folders, against what is merged', async () => {
  await using course = await classOf({ 'README.md': 'Class\n', ...programs('python/red'), ...programs('python/blue') });
  const { github, db } = course;
  const ada = await course.student('ada');
  const bob = await course.student('bob');
  const pull = await open(course, ada, 'red', programs('python/red', '# better\n'));
  await check(github, pull.headSha, 'queued');
  const first = await db.prisma.submission.findFirstOrThrow({ where: { headSha: pull.headSha } });
  assert.deepEqual(first.changedFolders, ['python/red']);
  const base = ['README.md', ...Object.keys({ ...programs('python/red'), ...programs('python/blue') })].sort();
  assert.deepEqual((await pathsOf(course, first.baseTreeDigest!)).sort(), base);

  // The other one parted before it was merged: what is merged since is met, and not graded again.
  await github.push('uni/class', 'blue', { ...programs('python/blue', '# mine\n') }, bob.account);
  await github.mergePullRequest(pull, 'teacher');
  const other = await github.openPullRequest('uni/class', { branch: 'blue', by: bob.account });
  await check(github, other.headSha, 'queued');
  const second = await db.prisma.submission.findFirstOrThrow({ where: { headSha: other.headSha } });
  assert.deepEqual(second.changedFolders, ['python/blue']);
  assert.notEqual(second.baseTreeDigest, first.baseTreeDigest);

  // A head that was pushed long ago is fetched once, and so is what it is merged into.
  const shas = github.world.traffic.codeload.map(({ path }) => path.split('/').at(-1));
  assert.equal(new Set(shas).size, shas.length, shas.join());

  await gradeNext(db, [caseOf('a', { points: 3 })], { lanes: ['official'] });
  assert.equal((await check(github, pull.headSha, 'completed')).output.title?.includes('3'), true);
});

test('what changes no subject is told so, and nothing runs: documents, shared files, a folder that is taken away', async () => {
  await using course = await classOf({
    'README.md': 'Class\n',
    ...programs('python/red'),
    ...programs('python/blue'),
    'docs/pointer.bin': `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12345\n`,
  });
  const { github, db } = course;
  const ada = await course.student('ada');
  const pointer = {
    'docs/other.bin': `version https://git-lfs.github.com/spec/v1\noid sha256:${'b'.repeat(64)}\nsize 9\n`,
  };
  const none: [string, Files][] = [
    ['readme', { 'README.md': 'Class of this year\n' }],
    ['shared', { 'python/README.md': 'Both teams\n' }],
    ['gone', { 'python/red/client.py': null, 'python/red/server.py': null }],
  ];
  for (const [branch, files] of none) {
    const { headSha } = await open(course, ada, branch, files);
    const said = await check(github, headSha, 'completed', 'neutral');
    assert.match(said.output.title ?? '', /no graded folder/, branch);
  }
  const { headSha } = await open(course, ada, 'pointer', pointer);
  assert.match((await check(github, headSha, 'completed', 'failure')).output.title ?? '', /LFS/);
  assert.equal(await db.prisma.run.count({ where: { reason: 'official' } }), 0);
  // Somebody else's pointer is in the way of nobody, and told of.
  const good = await open(course, ada, 'red', programs('python/red', '# better\n'));
  await check(github, good.headSha, 'queued');
  await gradeNext(db, [caseOf('a')], { lanes: ['official'] });
  const graded = await check(github, good.headSha, 'completed');
  assert.match(graded.output.text ?? '', /Kept in Git LFS, so only a pointer was taken: docs\/pointer\.bin/);
});

test('among ever so many pointers of others one of a pull request’s own is found, and what is told of them is short', async () => {
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12345\n`;
  const others = Array.from({ length: 50 }, (_, at): [string, string] => [`docs/${at + 10}.bin`, pointer]);
  await using course = await classOf({ ...Object.fromEntries(others), ...programs('python/red') });
  const { github, db } = course;
  const ada = await course.student('ada');
  const own = { ...programs('python/red', '# better\n'), 'python/red/model.bin': pointer };
  const pull = await open(course, ada, 'red', own);
  const said = await check(github, pull.headSha, 'completed', 'failure');
  assert.match(said.output.title ?? '', /python\/red\/model\.bin is kept in Git LFS/);
  const { sha } = await github.synchronize(pull, { 'python/red/model.bin': null });
  await check(github, sha, 'queued');
  await gradeNext(db, [caseOf('a')], { lanes: ['official'] });
  const graded = await check(github, sha, 'completed');
  assert.match(graded.output.text ?? '', /docs\/10\.bin.* and 45 more\./);
  // The same commit once more: what is not written down is read again, and nothing is in the way.
  const { sourceReference } = await db.prisma.submission.findFirstOrThrow({ where: { headSha: sha } });
  assert.equal((sourceReference as { lacking: unknown[] }).lacking.length, 20);
});

test('merges, also without a pull request and without a word to us, bring the class matrix up to date once', async () => {
  await using course = await classOf({ 'README.md': 'Class\n' });
  const { github, db } = course;
  const ada = await course.student('ada');
  const bob = await course.student('bob');
  const red = await open(course, ada, 'red', programs('python', '# red\n'));
  await check(github, red.headSha, 'queued');
  const { deliveries } = await github.mergePullRequest(red, 'teacher');
  for (const one of deliveries) await github.redeliver(one, 3);
  const [first] = await merges(course, 1);
  const submission = await db.prisma.submission.findFirstOrThrow({ where: { headSha: red.headSha } });
  assert.deepEqual([first!.submissionId, first!.merge!.folders], [submission.id, ['python']]);
  assert.deepEqual(await pathsOf(course, first!.merge!.treeDigest), [
    'README.md',
    'python/client.py',
    'python/server.py',
  ]);

  // The teacher adds a language by hand: it is nobody's hand-in, has no score, and is met all the same.
  const lua = {
    'lua/client.lua': 'require("socket").connect("h", 1)\n',
    'lua/server.lua': 'require("socket").bind("*", 1)\n',
  };
  await github.push('uni/class', 'main', lua, 'teacher');
  const staff = (await merges(course, 2))[1]!;
  assert.deepEqual([staff.submission.team.isStaff, staff.merge!.folders], [true, ['lua']]);
  assert.equal(
    await db.prisma.run.count({ where: { submission: { team: { isStaff: true } }, reason: 'official' } }),
    0,
  );

  // While we are away one pull request is opened and merged, and the teacher mends another one's folder.
  await course.stop();
  const blue = await open(course, bob, 'blue', {
    'c/client.c': 'int main(void) { connect(0, 0, 0); }\n',
    'c/server.c': 'int main(void) { listen(0, 1); }\n',
  });
  await github.mergePullRequest(blue, 'teacher');
  await github.push('uni/class', 'main', { 'python/client.py': client }, 'teacher');
  await course.start();
  const later = (await merges(course, 4)).slice(2);
  const theirs = await db.prisma.submission.findFirstOrThrow({ where: { headSha: blue.headSha } });
  assert.deepEqual(new Set(later.map(({ submissionId }) => submissionId)), new Set([theirs.id, submission.id]));
  assert.deepEqual(later.flatMap(({ merge }) => merge!.folders).sort(), ['c', 'python']);
});

test('a class repository that cannot be read is no fault of a pull request to it', async () => {
  await using course = await classOf({ 'README.md': 'Class\n', 'old/link': { symlink: '/etc/passwd' } });
  const { github, db } = course;
  const ada = await course.student('ada');
  const mended = { ...programs('python'), 'old/link': null };
  const pull = await open(course, ada, 'red', mended);
  const said = await check(github, pull.headSha, 'completed', 'neutral');
  assert.match(said.output.title ?? '', /what is merged already cannot be read/);
  assert.match(said.output.summary ?? '', /old\/link.*is a link/);
  const { sha: parent } = await github.push('uni/class', 'main', { 'old/link': null }, 'teacher');
  await github.push('uni/class', 'red', programs('python'), ada.account, { parent });
  await check(github, pull.headSha, 'queued');
  assert.deepEqual((await db.prisma.submission.findFirstOrThrow()).changedFolders, ['python']);
});
