import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { seedPerson } from '../../api/src/testing/seed.ts';
import { gradewire } from '../gradewire-command.ts';
import { browser, withSignIn } from './browser.ts';
import { type Connected, check, connected, stopServer } from './connected.ts';
import { permissions } from './makes-repositories.ts';

let course: Connected;
let key: string;
let folder: string;
before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'gradewire-init-'));
  course = await connected({ permissions });
  await withSignIn(course);
  key = (await seedPerson(course.db, course.courseId, 'owner')).key;
});
after(async () => {
  await course[Symbol.asyncDispose]();
  await stopServer();
  await rm(folder, { recursive: true });
});

async function init(name: string, ...more: string[]) {
  const json = path.join(folder, 'done.json');
  const args = ['course', 'init', '--server', course.url(), '--key', key, '--course', name, '--json', json, ...more];
  const ended = await gradewire(args);
  const done = ended.code === 0 ? JSON.parse(await readFile(json, 'utf8')) : undefined;
  return { ...ended, done };
}

async function roster(name: string, text: string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, text);
  return file;
}

const filesIn = async (repository: string) => {
  const octokit = await fetch(`${course.github.apiUrl}/repos/${repository}/git/trees/main?recursive=1`, {
    headers: { authorization: `Bearer ${course.github.personalToken('teacher')}` },
  });
  return ((await octokit.json()) as { tree: { path: string; type: string }[] }).tree
    .filter(({ type }) => type === 'blob')
    .map(({ path: one }) => one);
};

test('from a GitHub Classroom roster to the first check of a push, twice without anything twice', async () => {
  const { github, db } = course;
  const people = ['ann', 'ben', 'cem'].map((login) => github.createUser(login));
  const file = await roster(
    'classroom.csv',
    'identifier,github_username,github_id,name\n' +
      `ann@example.edu,ann,${people[0]!.id},Ann\nben@example.edu,ben,,Ben\ncem@example.edu,cem,${people[2]!.id},Cem\n` +
      'dora@example.edu,nobody-has-this,,Dora\n',
  );
  const args = ['--roster', file, '--assignment', 'rudp', '--kit', 'reliable-udp', '--organization', 'uni'];
  const publish = ['--publish', 'a first look'];

  const dry = await init('networks', ...args, ...publish, '--dry-run');
  assert.equal(dry.code, 0, dry.stderr);
  assert.deepEqual(dry.done.people, { made: ['Ann', 'Ben', 'Cem', 'Dora'], there: [] });
  assert.deepEqual(dry.done.bindings.made, [
    'uni/rudp-ann',
    'uni/rudp-ben',
    'uni/rudp-cem',
    'uni/rudp-nobody-has-this',
  ]);
  assert.match(dry.stdout, /would be made: networks/);
  assert.equal(await db.prisma.course.count({ where: { slug: 'networks' } }), 0);
  assert.equal(github.world.repositories.size, 0);

  const first = await init('networks', ...args, ...publish);
  assert.equal(first.code, 0, first.stderr);
  const made = ['uni/rudp-ann', 'uni/rudp-ben', 'uni/rudp-cem', 'uni/rudp-nobody-has-this'];
  assert.deepEqual(first.done.course, { made: ['networks'], there: [] });
  assert.deepEqual(first.done.teams, { made: ['Ann', 'Ben', 'Cem', 'Dora'], there: [] });
  assert.deepEqual([first.done.repositories.made, first.done.bindings.made], [made, made]);
  assert.deepEqual(first.done.invitations.made, ['Ann → uni/rudp-ann', 'Ben → uni/rudp-ben', 'Cem → uni/rudp-cem']);
  assert.match(first.done.warnings.join('\n'), /nobody on GitHub is called nobody-has-this/);
  assert.match(first.stderr, /repositories: .* 4\/4/);
  assert.deepEqual(await filesIn('uni/rudp-ann'), ['.gitignore', 'HAND-IN.md', 'README.md', 'gradewire.yml']);
  assert.equal(github.repository('uni/rudp-ann').private, true);
  const ben = await db.prisma.user.findFirstOrThrow({ where: { name: 'Ben' } });
  assert.equal(ben.githubId, BigInt(people[1]!.id), 'a name of the roster is a number from now on');

  const counts = async () => ({
    users: await db.prisma.user.count(),
    teams: await db.prisma.team.count(),
    versions: await db.prisma.assignmentVersion.count(),
    bindings: await db.prisma.repositoryBinding.count(),
    repositories: github.world.repositories.size,
  });
  const before = await counts();
  const second = await init('networks', ...args, ...publish);
  assert.equal(second.code, 0, second.stderr);
  assert.deepEqual(await counts(), before);
  for (const kind of ['course', 'people', 'teams', 'assignment', 'version', 'repositories', 'bindings']) {
    assert.deepEqual(second.done[kind].made, [], kind);
  }
  assert.deepEqual(second.done.bindings.there, made);

  // The student accepts, signs in, pushes, and is graded.
  github.acceptInvitation('uni/rudp-ann', people[0]!);
  github.sitAtBrowser(people[0]);
  const here = browser(course);
  assert.equal((await here.signIn()).status, 303);
  const { sha } = await github.push('uni/rudp-ann', 'main', { 'sender.py': 'print(1)\n' }, people[0]!);
  await check(github, sha, 'queued');
  // What Gradewire put there itself is no hand-in.
  assert.equal(github.checkRuns().length, 1);

  const more = await roster(
    'more.csv',
    `${await readFile(file, 'utf8')}eli@example.edu,eli,${github.createUser('eli').id},Eli\n`,
  );
  const third = await init('networks', ...args.map((one) => (one === file ? more : one)), ...publish);
  assert.equal(third.code, 0, third.stderr);
  assert.deepEqual(
    [third.done.people.made, third.done.teams.made, third.done.repositories.made],
    [['Eli'], ['Eli'], ['uni/rudp-eli']],
  );
});

test("from an organisation's team to one repository for the class, from a template repository", async () => {
  const { github } = course;
  const logins = ['fay', 'gus'];
  for (const login of logins) github.createUser(login);
  github.createTeam('uni', 'Students', logins);
  await github.createRepository('uni/hello-template', { isTemplate: true, files: { 'README.md': 'Ours\n' } });
  const args = [
    '--members',
    'uni/students',
    '--assignment',
    'hello',
    '--kit',
    'hello-internet',
    '--organization',
    'uni',
  ];
  const from = ['--template', 'uni/hello-template'];
  const first = await init('hello-course', ...args, ...from);
  assert.equal(first.code, 0, first.stderr);
  assert.deepEqual(first.done.people.made.sort(), logins);
  assert.deepEqual(first.done.repositories.made, ['uni/hello']);
  assert.deepEqual(await filesIn('uni/hello'), ['README.md']);
  assert.match(first.done.warnings.join(), /nothing is taken before a version is published/);
  const [binding] = await course.db.prisma.repositoryBinding.findMany({ where: { fullName: 'uni/hello' } });
  assert.deepEqual([binding?.mode, binding?.teamId], ['class', null]);

  // Names that people were given since stay.
  await course.db.prisma.user.updateMany({ where: { githubLogin: 'fay' }, data: { name: 'Fay Weldon' } });
  const second = await init('hello-course', ...args, ...from);
  assert.equal(second.code, 0, second.stderr);
  assert.deepEqual([second.done.people.made, second.done.repositories.made], [[], []]);
  assert.equal(await course.db.prisma.user.count({ where: { name: 'Fay Weldon' } }), 1);
});

test('groups of the roster, repositories that are there already, and nobody’s work touched', async () => {
  const { github } = course;
  const hal = github.createUser('hal');
  github.createUser('ivy');
  await github.createRepository('uni/lab-red', { private: true, files: { 'mine.py': 'print(1)\n' } });
  const file = await roster('groups.csv', 'name,github,team\nHal,hal,Red\nIvy,ivy,Blue\nJon,jon,\n');
  const args = ['--roster', file, '--assignment', 'lab', '--kit', 'reliable-udp', '--organization', 'uni'];
  // GitHub hangs up in the middle: what was begun is ended by the next call.
  github.disturb({ requests: /PUT .*lab-blue\/contents\/README/, status: 500, times: 6 });
  github.limitNext(/generate|orgs\/uni\/repos/, 1, 1);
  const broken = await init('lab-course', ...args);
  assert.equal(broken.code, 0, broken.stderr);
  assert.match(broken.stderr, /GitHub wants to be asked again in \d+ s\..* Waiting \d+ s/);
  assert.deepEqual(broken.done.teams.made.sort(), ['Blue', 'Red']);
  // Blue's was made before the call that failed was repeated.
  const { made, there } = broken.done.repositories;
  assert.deepEqual([...made, ...there].sort(), ['uni/lab-blue', 'uni/lab-red']);
  assert.ok(there.includes('uni/lab-red'));
  assert.deepEqual(await filesIn('uni/lab-red'), ['mine.py']);
  assert.deepEqual(await filesIn('uni/lab-blue'), ['.gitignore', 'HAND-IN.md', 'README.md', 'gradewire.yml']);
  assert.match(broken.done.warnings.join('\n'), /Jon is in no team/);
  assert.ok(github.repository('uni/lab-red').invitations.has(hal.id));
});

test('what stands in the way is said in one line, and nothing is done', async () => {
  const { db } = course;
  const file = await roster('bad.csv', 'name,email\nAda,not an address\n');
  const good = await roster('good.csv', 'name,github\nKim,kim\n');
  const courses = await db.prisma.course.count();
  const refused = async (args: string[], code: number, words: RegExp) => {
    const ended = await init('never', '--assignment', 'hello', '--kit', 'hello-internet', ...args);
    assert.equal(ended.code, code, ended.stderr);
    const lines = ended.stderr.trim().split('\n');
    assert.equal(lines.length, 1, ended.stderr);
    assert.match(lines[0]!, words);
  };
  await refused(['--roster', file], 2, /line 2, email/);
  await refused(['--roster', 'no-such.csv'], 2, /no such file/);
  await refused(['--roster', good, '--organization', 'elsewhere'], 2, /not installed on elsewhere: install it at/);
  await refused(['--members', 'uni/nobody'], 2, /no team nobody/);
  await refused(['--roster', good, '--key', `gw_${'A'.repeat(43)}`], 2, /not known here/);
  await refused(['--roster', good, '--server', 'http://127.0.0.1:9'], 3, /cannot be reached/);
  assert.equal(await db.prisma.course.count(), courses);

  const { key: student } = await seedPerson(db, course.courseId, 'student', { scopes: ['read', 'submit'] });
  await refused(['--roster', good, '--key', student, '--organization', 'uni'], 2, /scope manage/);
  assert.equal(await db.prisma.course.count(), courses);
});

test('an App that may not make repositories says what to give it', async () => {
  await using plain = await connected();
  const { key: owner } = await seedPerson(plain.db, plain.courseId, 'owner');
  const good = await roster('one.csv', 'name,github\nKim,kim\n');
  const args = [
    'course',
    'init',
    '--server',
    plain.url(),
    '--key',
    owner,
    '--course',
    'c',
    '--assignment',
    'hello',
    '--kit',
    'hello-internet',
    '--roster',
    good,
    '--organization',
    'uni',
  ];
  const ended = await gradewire(args);
  assert.equal(ended.code, 2, ended.stderr);
  assert.match(
    ended.stderr,
    /may not make uni\/hello, or put files into it: give it write access to administration and contents/,
  );
  // Made by hand, it is bound.
  await plain.github.createRepository('uni/hello', { files: { 'README.md': 'Ours\n' } });
  const again = await gradewire([...args, '--no-invite']);
  assert.equal(again.code, 0, again.stderr);
  assert.equal(await plain.db.prisma.repositoryBinding.count(), 1);
});
