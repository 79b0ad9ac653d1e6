import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { assertProblem, client } from '../../api/src/testing/client.ts';
import { seedPerson } from '../../api/src/testing/seed.ts';
import { type Connected, connected, stopServer } from './connected.ts';
import { permissions } from './makes-repositories.ts';

after(stopServer);

const content = (text: string) => Buffer.from(text).toString('base64');
const makerOf = (course: Connected) => (body: object) =>
  course.owner.post(`/v1/courses/${course.courseId}/github/repositories`, {
    installation: course.installation.id,
    repository: 'uni/red',
    ...body,
  });

test('a repository is made once, ended if it was begun, and never changed if it holds anything else', async () => {
  await using course = await connected({ permissions });
  const { github } = course;
  const make = makerOf(course);
  const files = [
    { path: 'README.md', content: content('Red\n') },
    { path: 'src/main.c', content: content('int main;\n') },
  ];
  const first = await make({ files });
  assert.deepEqual([first.status, first.body.made, first.body.files], [200, true, 2], first.text);
  assert.deepEqual([(await make({ files })).body.made, (await make({ files })).body.files], [false, 0]);
  const grown = await make({ files: [...files, { path: 'more.txt', content: content('more\n') }] });
  assert.equal(grown.body.files, 1, 'only some of these very files are there: it was begun');
  await github.push('uni/red', 'main', { 'README.md': 'Mine\n' }, 'teacher');
  const theirs = await make({ files: [...files, { path: 'late.txt', content: content('late\n') }] });
  assert.equal(theirs.body.files, 0);
  assert.equal(await course.db.prisma.auditLog.count({ where: { action: 'github.make' } }), 1);

  const bad: [object, RegExp][] = [
    [{ files: [{ path: '../x', content: '' }] }, /not a path within/],
    [{ files: [{ path: '/etc/passwd', content: '' }] }, /not a path within/],
    [{ files: [{ path: '.git/config', content: '' }] }, /not a path within/],
    [{ files: [{ path: 'x', content: 'not base64!' }] }, /content/],
    [{ files, template: 'uni/t' }, /a template or files/],
    [{ repository: 'red' }, /owner\/name/],
  ];
  for (const [body, words] of bad) assertProblem(await make(body), 400, 'invalid-body', words);
  assertProblem(
    await make({ repository: 'uni/blue', template: 'uni/none' }),
    409,
    'conflict',
    /no template repository/,
  );
  assertProblem(await make({ installation: 1 }), 409, 'conflict', /not installed/);
});

test('a template whose files come later is waited for', async () => {
  await using course = await connected({ permissions });
  const { github } = course;
  await github.createRepository('uni/template', { isTemplate: true, files: { 'a.txt': '1\n' } });
  // GitHub copies files after it has answered.
  Object.assign(github.world, { templateDelayMs: 1200 });
  const began = Date.now();
  const made = await makerOf(course)({ template: 'uni/template' });
  assert.deepEqual([made.status, made.body.made], [200, true], made.text);
  assert.ok(Date.now() - began >= 1200);
});

test('people are let in by number, under the name of today; only owners do all this', async () => {
  await using course = await connected({ permissions });
  const { github, courseId } = course;
  const ada = await course.student('ada');
  const noAccount = await seedPerson(course.db, courseId, 'student', { name: 'Ben' });
  await github.createRepository('uni/red', { private: true, files: { a: '1' } });
  const binding = await course.bind('uni/red', { team: ada.teamId });
  github.renameAccount(ada.account, 'ada-l');
  const thief = github.createUser('ada');
  const at = `/v1/courses/${courseId}/github/${binding}/members`;
  const body = { people: [ada.userId, noAccount.userId], permission: 'push' };
  const invited = await course.owner.post(at, body);
  assert.equal(invited.status, 200, invited.text);
  const outcomes = new Map(
    invited.body.items.map((one: { userId: string; outcome: string }) => [one.userId, one.outcome]),
  );
  assert.deepEqual([outcomes.get(ada.userId), outcomes.get(noAccount.userId)], ['invited', 'no-account']);
  const { invitations } = github.repository('uni/red');
  assert.deepEqual([invitations.has(ada.account.id), invitations.has(thief.id)], [true, false]);
  github.acceptInvitation('uni/red', ada.account);
  assert.equal((await course.owner.post(at, { ...body, people: [ada.userId] })).body.items[0].outcome, 'member');
  const stranger = '01890000-0000-7000-8000-000000000000';
  assertProblem(
    await course.owner.post(at, { ...body, people: [stranger] }),
    400,
    'invalid-body',
    /Not in this course/,
  );

  const { key } = await seedPerson(course.db, courseId, 'instructor', {
    scopes: ['read', 'submit', 'grade', 'manage'],
  });
  const instructor = client(course.url(), key);
  const install = course.installation.id;
  assertProblem(await instructor.post(at, body), 403, 'forbidden');
  assertProblem(
    await instructor.post(`/v1/courses/${courseId}/github/accounts`, { installation: install }),
    403,
    'forbidden',
  );
  const repository = { installation: install, repository: 'uni/x' };
  assertProblem(await instructor.post(`/v1/courses/${courseId}/github/repositories`, repository), 403, 'forbidden');
  assertProblem(await instructor.get('/v1/github/installations/uni'), 403, 'forbidden', /owners/);
  assertProblem(await instructor.get('/v1/github/installations/uni/teams/x'), 403, 'forbidden', /owners/);
  const seen = await course.owner.get('/v1/github/installations/UNI');
  assert.deepEqual(seen.body, { id: install, account: 'uni', kind: 'organization', makesRepositories: true });
  await github.suspend(course.installation);
  assertProblem(await course.owner.get('/v1/github/installations/uni'), 409, 'conflict', /suspended/);
});
