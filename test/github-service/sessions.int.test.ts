import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { assertProblem, client } from '../../api/src/testing/client.ts';
import { seedPerson } from '../../api/src/testing/seed.ts';
import type { Account } from '../github/stand-in.ts';
import { browser, withSignIn } from './browser.ts';
import { type Connected, connected, stopServer } from './connected.ts';
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

test('the id that a browser came with is another one after signing in', async () => {
  const attacker = browser(course);
  await attacker.toGitHub();
  const planted = attacker.cookies.get('gradewire')!;
  const victim = browser(course);
  victim.cookies.set('gradewire', planted);
  await victim.signIn();
  assert.notEqual(victim.cookies.get('gradewire'), planted);
  assert.equal(typeof (await me(victim)), 'object');
  assert.equal(await me(attacker), 401);
  const forged = browser(course);
  forged.cookies.set('gradewire', `s%3A${'a'.repeat(32)}.${'b'.repeat(43)}`);
  assert.equal(await me(forged), 401);
});

test('another site’s page makes a signed-in browser change nothing', async () => {
  const here = browser(course);
  await here.signIn();
  const before = await course.db.prisma.apiKey.count();
  const make = (headers: Record<string, string>) =>
    here.ask('/v1/keys', {
      method: 'POST',
      body: JSON.stringify({ name: 'mine', scopes: ['read'] }),
      headers: { 'Content-Type': 'application/json', ...headers },
    });
  const foreign: Record<string, string>[] = [
    {},
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
    { 'Sec-Fetch-Site': 'none' },
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
    { 'Sec-Fetch-Site': 'cross-site', Origin: course.url() },
  ];
  for (const headers of foreign) {
    const refused = await make(headers);
    assert.equal(refused.status, 403, JSON.stringify(headers));
    assert.match(refused.text, /pages of this server/);
    if (headers['Sec-Fetch-Site'] === 'none') continue;
    assert.equal((await here.post('/auth/sign-out', {}, headers)).status, 403);
  }
  assert.equal(await course.db.prisma.apiKey.count(), before);
  assert.equal((await make({ Origin: course.url() })).status, 201);
  assert.equal((await make({ 'Sec-Fetch-Site': 'same-origin' })).status, 201);
  // A key is no cookie: programs need no Origin.
  assert.equal(
    (await client(course.url(), (await seedPerson(course.db, course.courseId, 'student')).key).get('/v1/me')).status,
    200,
  );
});

test('nobody is led to another place after signing in', async () => {
  for (const elsewhere of [
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/.//evil.example',
    '/\t/evil.example',
  ]) {
    const here = browser(course);
    const done = await here.signIn(`/auth/github?returnTo=${encodeURIComponent(elsewhere)}`);
    assert.equal(done.headers.get('location'), '/auth', elsewhere);
  }
});

test('sessions outlive the server, and end when they are not used or too old', async () => {
  const here = browser(course);
  await here.signIn();
  await course.stop();
  await course.start();
  assert.equal(typeof (await me(here)), 'object');
  const { prisma } = course.db;
  const age = async (more: object) => {
    for (const { sid, sess } of await prisma.webSession.findMany()) {
      const { signedIn, ...rest } = sess as { signedIn?: { since: number } };
      if (signedIn)
        await prisma.webSession.update({
          where: { sid },
          data: { sess: { ...rest, signedIn: { ...signedIn, ...more } } },
        });
    }
  };
  const day = 24 * 3_600_000;
  await age({ since: Date.now() - 6.9 * day });
  assert.equal(typeof (await me(here)), 'object');
  await age({ since: Date.now() - 7 * day });
  assert.equal(await me(here), 401);
  const idle = browser(course);
  await idle.signIn();
  const [row] = await prisma.webSession.findMany({ orderBy: { expire: 'desc' }, take: 1 });
  const left = row!.expire.getTime() - Date.now();
  assert.ok(left > 11.9 * 3_600_000 && left < 12.1 * 3_600_000, `${left} ms`);
  await prisma.webSession.updateMany({ data: { expire: new Date(Date.now() - 1000) } });
  assert.equal(await me(idle), 401);
});

test('behind TLS the cookie is Secure and bound to the host, and is not set without', async () => {
  await using tls = await connected();
  await withSignIn(tls, { publicUrl: 'https://grade.example.edu' });
  const begin = (headers: Record<string, string>) => fetch(`${tls.url()}/auth/github`, { redirect: 'manual', headers });
  const [cookie = ''] = (await begin({ 'X-Forwarded-Proto': 'https' })).headers.getSetCookie();
  assert.match(cookie, /^__Host-gradewire=.*; Path=\/;.*HttpOnly; Secure; SameSite=Lax/);
  assert.deepEqual((await begin({})).headers.getSetCookie(), []);
});

test('an owner, whom no roster names, connects an account with a key and a click', async () => {
  const { prisma } = course.db;
  const made = await course.owner.post('/v1/me/github');
  assert.equal(made.status, 201, made.text);
  const path = made.body.address.slice(course.config.publicUrl.length);
  const word = new URL(made.body.address).searchParams.get('word')!;
  const carol = course.github.createUser('carol');
  sit(carol);
  const here = browser(course);
  const page = await here.ask(path);
  assert.match(page.text, /signs in as <strong>owner<\/strong>/);
  assert.equal((await here.post('/auth/link', { word }, { Origin: 'https://evil.example' })).status, 403);
  const github = here.ledTo(await here.post('/auth/link', { word }));
  const back = new URL((await fetch(github, { redirect: 'manual' })).headers.get('location')!);
  assert.equal((await here.ask(back.pathname + back.search)).status, 303);
  assert.deepEqual(((await me(here)) as { scopes: string[] }).scopes, ['read', 'submit', 'grade', 'manage']);
  assert.equal((await here.post('/auth/link', { word })).status, 400);
  assertProblem(await course.owner.post('/v1/me/github'), 409, 'conflict', /carol/);

  // Somebody else's account cannot be taken.
  const dave = await seedPerson(course.db, course.courseId, 'instructor', { name: 'Dave' });
  const second = await client(course.url(), dave.key).post('/v1/me/github');
  const theirs = browser(course);
  const taken = theirs.ledTo(
    await theirs.post('/auth/link', { word: new URL(second.body.address).searchParams.get('word')! }),
  );
  const again = new URL((await fetch(taken, { redirect: 'manual' })).headers.get('location')!);
  assert.equal((await theirs.ask(again.pathname + again.search)).status, 409);
  assert.equal((await prisma.user.findUniqueOrThrow({ where: { id: dave.userId } })).githubId, null);

  // What staff made for somebody's course is no key of their own.
  const forCourse = await course.owner.post(`/v1/courses/${course.courseId}/people/${dave.userId}/keys`, {
    name: 'k',
    scopes: ['read'],
  });
  assertProblem(await client(course.url(), forCourse.body.key).post('/v1/me/github'), 403, 'forbidden');
});

test('without the App’s client secret there is no sign-in', async () => {
  await using plain = await connected();
  const here = browser(plain);
  const refused = await here.ask('/auth/github');
  assert.deepEqual([refused.status, /not set up/.test(refused.text)], [503, true]);
});
