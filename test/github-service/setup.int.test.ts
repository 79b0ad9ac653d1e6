import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { after, test } from 'node:test';
import { readCredentials } from '../../api/src/github/app/credentials.ts';
import { assertProblem, client } from '../../api/src/testing/client.ts';
import { seedCourse, seedPerson, seedTeam } from '../../api/src/testing/seed.ts';
import { check, connected, stopServer } from './connected.ts';

after(stopServer);

test('from a fresh server to a graded pull request: the App is made by a manifest, installed, and bound', async () => {
  await using course = await connected();
  const { github, db } = course;
  await course.stop();
  const appFile = path.join(path.dirname(course.config.appFile!), 'another-app.json');
  await course.start({ appFile });
  const publicUrl = course.url();
  await course.stop();
  await course.start({ appFile, publicUrl });
  // The port is another one now; a proxy would see to that.
  const here = (address: string) => address.replace(publicUrl, course.url());

  const none = await fetch(`${course.url()}/github/webhooks`, { method: 'POST', body: '{}' });
  assert.equal(none.status, 503);
  assertProblem(
    await course.owner.send('POST', `/v1/courses/${course.courseId}/github`, {
      installation: 1,
      repositories: [{ repository: 'uni/red', assignment: course.assignmentId, mode: 'class-repository' }],
    }),
    503,
    'unavailable',
    /No GitHub App/,
  );
  const student = client(
    course.url(),
    (await seedPerson(db, course.courseId, 'student', { scopes: ['read', 'submit'] })).key,
  );
  assertProblem(await student.post('/v1/github/setup'), 403, 'forbidden');

  const setup = await course.owner.post('/v1/github/setup');
  assert.equal(setup.status, 201, setup.text);
  assert.equal((await fetch(`${course.url()}/github/setup?state=guessed`)).status, 403);
  const page = await fetch(`${here(setup.body.address)}&organization=uni`);
  assert.equal(page.status, 200);
  assert.match(page.headers.get('content-security-policy') ?? '', new RegExp(`form-action 'self' ${github.webUrl}`));
  const html = await page.text();
  const unescaped = (text: string) => text.replaceAll('&quot;', '"').replaceAll('&amp;', '&');
  const action = unescaped(/<form action="([^"]+)" method="post"/.exec(html)![1]!);
  const manifest = unescaped(/name="manifest" value="([^"]+)"/.exec(html)![1]!);
  assert.equal(JSON.parse(manifest).default_permissions.pull_requests, 'read');

  github.sitAtBrowser('teacher');
  const made = await fetch(action, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ manifest }),
  });
  assert.equal(made.status, 302, await made.text());
  const back = made.headers.get('location')!;
  assert.ok(back.startsWith(`${publicUrl}/github/setup/callback?`), back);
  const done = await fetch(here(back));
  assert.equal(done.status, 200);
  assert.match(await done.text(), /installations\/new/);
  assert.equal((await fetch(here(back))).status, 403);
  assertProblem(await course.owner.post('/v1/github/setup'), 409, 'conflict');

  const kept = readCredentials({ ...course.config, appFile })!;
  const app = github.world.apps.get(kept.id)!;
  assert.equal(kept.webhookSecret, app.webhookSecret);
  assert.equal((await stat(appFile)).mode & 0o777, 0o600);
  assert.equal(app.hookUrl, `${publicUrl}/github/webhooks`);
  app.hookUrl = `${course.url()}/github/webhooks`;
  const installation = await github.installApp(app, 'uni');
  const ada = await course.student('ada');
  await github.createRepository('uni/red', { files: { 'README.md': 'Red\n' } });
  const one = { repository: 'uni/red', assignment: course.assignmentId, mode: 'team-repository', team: ada.teamId };
  const bound = await course.owner.post(`/v1/courses/${course.courseId}/github`, {
    installation: installation.id,
    repositories: [one],
  });
  assert.equal(bound.status, 200, bound.text);
  const { sha } = await github.push('uni/red', 'main', { 'python/a.py': '1\n' }, ada.account);
  await check(github, sha, 'queued');
});

test('repositories are bound by owners only, to what is of the course, and to one course', async () => {
  await using course = await connected();
  const { github, db, courseId, assignmentId, installation } = course;
  await github.createRepository('uni/red', { files: { 'README.md': 'Red\n' } });
  const team = await seedTeam(db, courseId, 'Red');
  const at = `/v1/courses/${courseId}/github`;
  const send = (one: object, more: object = {}) =>
    course.owner.post(at, {
      installation: installation.id,
      repositories: [{ repository: 'uni/red', assignment: assignmentId, mode: 'team-repository', team, ...one }],
      ...more,
    });
  const { key } = await seedPerson(db, courseId, 'instructor');
  assertProblem(await client(course.url(), key).post(at, { installation: 1, repositories: [] }), 400, 'invalid-body');
  const asInstructor = await client(course.url(), key).post(at, {
    installation: installation.id,
    repositories: [{ repository: 'uni/red', assignment: assignmentId, mode: 'class-repository' }],
  });
  assertProblem(asInstructor, 403, 'forbidden');
  const unknown = '01890000-0000-7000-8000-000000000000';
  assertProblem(await send({ assignment: unknown }), 400, 'invalid-body', /no assignment/);
  assertProblem(await send({ team: unknown }), 400, 'invalid-body', /no team/);
  assertProblem(await send({ mode: 'class-repository' }), 400, 'invalid-body', /class-repository none/);
  assertProblem(await send({ repository: 'uni/nothing' }), 400, 'invalid-body', /not installed/);
  assertProblem(await send({}, { installation: 4_711_000 }), 409, 'conflict', /not there/);

  const bound = await send({ repository: 'UNI/Red' });
  assert.equal(bound.status, 200, bound.text);
  const [item] = bound.body.items;
  assert.equal(item.repository, 'uni/red');
  assert.equal(item.defaultBranch, 'main');
  const changed = await send({ handInBranch: 'submit' });
  assert.deepEqual(
    changed.body.items.map((one: { id: string; handInBranch: string }) => [one.id, one.handInBranch]),
    [[item.id, 'submit']],
  );

  const other = await seedCourse(db);
  const otherOwner = client(course.url(), (await seedPerson(db, other, 'owner')).key);
  const id = randomBytes(4).toString('hex');
  await db.prisma.assignment.create({ data: { id: crypto.randomUUID(), courseId: other, slug: id, title: 'Other' } });
  const { id: theirs } = await db.prisma.assignment.findFirstOrThrow({ where: { slug: id } });
  const taken = await otherOwner.post(`/v1/courses/${other}/github`, {
    installation: installation.id,
    repositories: [{ repository: 'uni/red', assignment: theirs, mode: 'class-repository' }],
  });
  assertProblem(taken, 409, 'conflict', /Another course/);
  assertProblem(await otherOwner.get(at), 404, 'not-found');
  assert.equal((await otherOwner.send('DELETE', `/v1/courses/${other}/github/${item.id}`)).status, 404);
  assert.equal((await course.owner.send('DELETE', `${at}/${item.id}`)).status, 204);
  assert.deepEqual((await course.owner.get(at)).body.items, []);
});
