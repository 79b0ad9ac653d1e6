import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { seedCourse, seedPerson } from '../../api/src/testing/seed.ts';
import type { Account } from '../github/stand-in.ts';
import { browser } from './browser.ts';
import { type Connected, stopServer } from './connected.ts';
import { me, type SigningIn, signingIn } from './signing-in.ts';

let course: Connected;
let ada: SigningIn['ada'];
before(async () => {
  ({ course, ada } = await signingIn());
});
after(async () => {
  await course[Symbol.asyncDispose]();
  await stopServer();
});

const sit = (who: Account | string | undefined) => course.github.sitAtBrowser(who);

beforeEach(() => sit(ada.account));

test('somebody signs in and is the caller, with the scopes of the role, until signing out', async () => {
  const here = browser(course);
  assert.equal(await me(here), 401);
  const begun = await here.ask('/auth/github?returnTo=%2Fv1%2Fme%3Fx%3D1');
  const page = here.ledTo(begun);
  assert.equal(page.origin, course.github.webUrl);
  assert.equal(page.searchParams.get('code_challenge_method'), 'S256');
  assert.match(page.searchParams.get('state')!, /^[\w-]{43}$/);
  const done = await here.signIn('/auth/github?returnTo=%2Fv1%2Fme%3Fx%3D1');
  assert.equal(here.ledTo(done).href, `${course.url()}/v1/me?x=1`);
  const cookie = done.headers.getSetCookie().join();
  for (const word of [/HttpOnly/, /SameSite=Lax/, /Path=\/;/]) assert.match(cookie, word);
  assert.doesNotMatch(cookie, /Secure/);
  const seen = await me(here);
  assert.deepEqual(seen, {
    ...(seen as object),
    userId: ada.userId,
    scopes: ['read', 'submit'],
  });
  // GitHub's tokens are given back, and kept nowhere.
  const kept = [...course.github.world.tokens.values()].filter(({ kind }) => kind === 'user');
  assert.deepEqual(kept, []);
  const rows = await course.db.prisma.webSession.findMany();
  assert.doesNotMatch(JSON.stringify(rows), /ghu_|ghr_/);
  const id = decodeURIComponent(here.cookies.get('gradewire')!).slice(2).split('.')[0]!;
  assert.doesNotMatch(JSON.stringify(rows), new RegExp(id));

  const whole = await here.ask('/auth');
  assert.match(whole.text, /Signed in as ada/);
  const saved = new Map(here.cookies);
  assert.equal(here.ledTo(await here.post('/auth/sign-out')).pathname, '/auth');
  assert.equal(await me(here), 401);
  for (const [name, value] of saved) here.cookies.set(name, value);
  assert.equal(await me(here), 401, 'the old cookie is good no more');
  assert.match((await here.ask('/auth')).text, /not signed in/);
});

test('staff get the scopes of staff, and never that of the site', async () => {
  const teacher = course.github.account('teacher');
  const { userId } = await seedPerson(course.db, course.courseId, 'instructor');
  await course.db.prisma.user.update({ where: { id: userId }, data: { githubId: BigInt(teacher.id) } });
  sit(teacher);
  const here = browser(course);
  await here.signIn();
  assert.deepEqual(((await me(here)) as { scopes: string[] }).scopes, ['read', 'submit', 'grade', 'manage']);
  const body = JSON.stringify({ slug: 'mine', title: 'Mine' });
  const headers = { 'Content-Type': 'application/json', 'Sec-Fetch-Site': 'same-origin' };
  assert.equal((await here.ask('/v1/courses', { method: 'POST', body, headers })).status, 403);
});

test('a state that is not this browser’s, a used one, and none at all lead nowhere', async () => {
  const here = browser(course);
  const other = browser(course);
  const theirs = await other.toGitHub();
  for (const back of [
    theirs,
    '/auth/github/callback?code=abc&state=wrong',
    '/auth/github/callback',
    '/auth/github/callback?state=',
  ]) {
    const refused = await here.ask(back);
    assert.equal(refused.status, 400);
    assert.match(refused.text, /This sign-in is over/);
    assert.equal(await me(here), 401);
  }
  const back = await here.toGitHub();
  assert.equal((await here.ask(back)).status, 303);
  assert.equal((await here.ask(back)).status, 400);
  // Two tabs may begin at once.
  const two = browser(course);
  const first = await two.toGitHub();
  await two.toGitHub();
  assert.equal((await two.ask(first)).status, 303);
});

test('a code that was used, or that another verifier is for, signs nobody in', async () => {
  const here = browser(course);
  const used = new URL(await here.toGitHub(), course.url()).searchParams.get('code')!;
  const back = new URL(await here.toGitHub(), course.url());
  const state = back.searchParams.get('state')!;
  // The code is of the sign-in before, whose verifier is another one.
  const mixed = await here.ask(`/auth/github/callback?code=${used}&state=${state}`);
  assert.equal(mixed.status, 403);
  assert.match(mixed.text, /does not take the code/);
  const good = await here.toGitHub();
  const code = new URL(good, course.url()).searchParams.get('code')!;
  assert.equal((await here.ask(good)).status, 303);
  const thief = browser(course);
  const own = new URL(await thief.toGitHub(), course.url()).searchParams.get('state')!;
  assert.equal((await thief.ask(`/auth/github/callback?code=${code}&state=${own}`)).status, 403);
  assert.equal(await me(thief), 401);
});

test('whoever says no, or is not on a roster, is told how to go on', async () => {
  sit(undefined);
  const here = browser(course);
  const denied = await here.signIn();
  assert.deepEqual([denied.status, /did not allow/.test(denied.text)], [403, true]);
  const eve = course.github.createUser('eve');
  sit(eve);
  const stranger = await here.signIn();
  assert.equal(stranger.status, 403);
  assert.match(stranger.text, new RegExp(`eve,${eve.id}`));
  assert.equal(await me(here), 401);
  assert.match(stranger.headers.get('content-security-policy') ?? '', /default-src 'none'/);
});

test('GitHub does not answer: a page says so, and nothing is logged that is secret', async () => {
  const here = browser(course);
  const back = await here.toGitHub();
  course.github.failNext('POST /login/oauth/access_token', 502, 1);
  const failed = await here.ask(back);
  assert.equal(failed.status, 503);
  assert.match(failed.text, /GitHub does not answer/);
  const code = new URL(back, course.url()).searchParams.get('code')!;
  assert.equal((await here.signIn()).status, 303);
  assert.doesNotMatch(course.log(), new RegExp(`ghu_|${course.app.clientSecret}|${code}`));
});

test('known by login once, then by number: a renamed account is the same person, a recycled name is another', async () => {
  const { prisma } = course.db;
  const bob = course.github.createUser('bob');
  const { userId } = await seedPerson(course.db, course.courseId, 'student', { name: 'Bob' });
  await prisma.user.update({ where: { id: userId }, data: { githubLogin: 'BOB' } });
  sit(bob);
  const here = browser(course);
  await here.signIn();
  assert.equal(((await me(here)) as { userId: string }).userId, userId);
  const bound = await prisma.user.findUniqueOrThrow({ where: { id: userId } });
  assert.deepEqual([bound.githubId, bound.githubLogin], [BigInt(bob.id), 'bob']);
  assert.equal(await prisma.auditLog.count({ where: { action: 'person.github', subjectId: userId } }), 1);

  course.github.renameAccount(bob, 'bobby');
  const thief = course.github.createUser('bob');
  sit(thief);
  const there = browser(course);
  assert.equal((await there.signIn()).status, 403);
  assert.equal(await me(there), 401);
  sit(bob);
  assert.equal((await there.signIn()).status, 303);
  assert.equal(((await me(there)) as { userId: string }).userId, userId);
  assert.equal((await prisma.user.findUniqueOrThrow({ where: { id: userId } })).githubLogin, 'bobby');

  // Another account from now on: what signed in with the old one is over.
  await prisma.user.update({ where: { id: userId }, data: { githubId: BigInt(thief.id) } });
  assert.equal(await me(there), 401);
});

test('a name that stands for two people signs neither in, and somebody who left the course is a stranger', async () => {
  const { prisma } = course.db;
  const other = await seedCourse(course.db);
  const [one, two] = [
    await seedPerson(course.db, course.courseId, 'student'),
    await seedPerson(course.db, other, 'student'),
  ];
  await prisma.user.updateMany({ where: { id: { in: [one.userId, two.userId] } }, data: { githubLogin: 'twice' } });
  sit(course.github.createUser('twice'));
  const here = browser(course);
  const refused = await here.signIn();
  assert.deepEqual([refused.status, /more than one person/.test(refused.text)], [403, true]);
  await prisma.enrollment.update({ where: { id: one.enrollmentId }, data: { leftAt: new Date() } });
  assert.equal((await here.signIn()).status, 303);
  assert.equal(((await me(here)) as { userId: string }).userId, two.userId);
});
