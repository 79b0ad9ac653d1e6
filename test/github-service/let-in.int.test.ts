import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { newId } from '@gradewire/db';
import { assertProblem, client } from '../../api/src/testing/client.ts';
import { seedAssignment, seedCourse, seedPerson } from '../../api/src/testing/seed.ts';
import { browser, withSignIn } from './browser.ts';
import { connected, stopServer } from './connected.ts';
import { permissions } from './makes-repositories.ts';

after(stopServer);

const scopes = ['read', 'submit', 'grade', 'manage'] as const;

test('an organisation is let in to a course by its owner on GitHub, or by whoever runs the server, and by nobody else', async () => {
  await using course = await connected({ permissions });
  await withSignIn(course);
  const { github, db, installation } = course;
  await github.createRepository('uni/secret', { private: true, files: { 'README.md': 'Exams\n' } });
  const courseId = await seedCourse(db);
  const { assignmentId } = await seedAssignment(db, courseId);
  const at = `/v1/courses/${courseId}/github`;
  const wish = {
    installation: installation.id,
    repositories: [{ repository: 'uni/secret', assignment: assignmentId, mode: 'class-repository' }],
  };
  const make = { installation: installation.id, repository: 'uni/made' };
  const members = '/v1/github/installations/uni/teams/staff';
  github.createTeam('uni', 'Staff', ['teacher']);
  /** An owner of the course with an account that is this much in the organisation. */
  const owner = async (login: string, role: 'admin' | 'member' | null) => {
    const account = github.createUser(login);
    if (role !== null) await github.setOrganizationMember('uni', account, role);
    const { userId, key } = await seedPerson(db, courseId, 'owner', { scopes: [...scopes], name: login });
    await db.prisma.user.update({ where: { id: userId }, data: { githubId: BigInt(account.id), githubLogin: login } });
    return { account, key };
  };
  const signedIn = async (who: Parameters<typeof github.sitAtBrowser>[0]) => {
    github.sitAtBrowser(who);
    const here = browser(course);
    await here.signIn();
    return async (body: object) => {
      const headers = { 'Content-Type': 'application/json', 'Sec-Fetch-Site': 'same-origin' };
      const { status, text } = await here.ask(at, { method: 'POST', body: JSON.stringify(body), headers });
      return { status, text };
    };
  };
  const eve = await owner('eve', null);
  const mia = await owner('mia', 'member');
  const dean = await owner('dean', 'admin');
  for (const { key } of [eve, mia, dean]) {
    const asked = client(course.url(), key);
    // A key says nothing of the account: staff issue keys, and name accounts on rosters.
    assertProblem(await asked.post(at, wish), 403, 'forbidden', /not let in/);
    assertProblem(await asked.post(`${at}/repositories`, make), 403, 'forbidden', /not let in/);
    assertProblem(await asked.get(members), 403, 'forbidden', /not let in/);
  }
  for (const { account } of [eve, mia]) assert.equal((await (await signedIn(account))(wish)).status, 403);
  assert.equal(await db.prisma.repositoryBinding.count(), 0);

  const bound = await (await signedIn(dean.account))(wish);
  assert.equal(bound.status, 200, bound.text);
  // It is the course's now, whoever of its owners asks.
  const asked = client(course.url(), eve.key);
  assert.equal((await asked.post(at, wish)).status, 200);
  assert.equal((await asked.post(`${at}/repositories`, make)).body.made, true);
  assert.equal((await asked.get(members)).status, 200);

  // And not that of another one, except by the key of whoever runs the server.
  const another = await seedCourse(db);
  const { assignmentId: theirs } = await seedAssignment(db, another);
  const user = await db.prisma.user.findUniqueOrThrow({ where: { githubId: BigInt(eve.account.id) } });
  const enrollment = { id: newId(), courseId: another, userId: user.id, role: 'owner' as const };
  await db.prisma.enrollment.create({ data: enrollment });
  await github.createRepository('uni/other', { files: { 'README.md': 'Other\n' } });
  const other = {
    installation: installation.id,
    repositories: [{ repository: 'uni/other', assignment: theirs, mode: 'class-repository' }],
  };
  assertProblem(await asked.post(`/v1/courses/${another}/github`, other), 403, 'forbidden', /not let in/);
  const site = client(course.url(), (await seedPerson(db, another, 'owner')).key);
  assert.equal((await site.post(`/v1/courses/${another}/github`, other)).status, 200);
});
