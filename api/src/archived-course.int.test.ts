import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { archiveOf } from './testing/archive.ts';
import { assertProblem, client } from './testing/client.ts';
import { caseOf, gradeNext } from './testing/grade.ts';
import { seedAssignment, seedCourse, seedPerson, seedTeam } from './testing/seed.ts';
import { type Service, startService } from './testing/service.ts';

let service: Service;
before(async () => {
  service = await startService();
});
after(() => service[Symbol.asyncDispose]());

const restored = /archived since .* until an instructor restores it/;

test('an archived course takes nothing in and has nothing graded; what is there can be read; restored, it goes on', async () => {
  const { db, url } = service;
  const courseId = await seedCourse(db);
  const { assignmentId } = await seedAssignment(db, courseId);
  const [course, assignment] = [`/v1/courses/${courseId}`, `/v1/assignments/${assignmentId}`];
  const staff = client(url, (await seedPerson(db, courseId, 'instructor')).key);
  const assistant = client(url, (await seedPerson(db, courseId, 'assistant')).key);
  const teamId = await seedTeam(db, courseId, 'Red');
  const student = client(url, (await seedPerson(db, courseId, 'student', { teamId })).key);
  const [first, second] = await Promise.all(['first', 'second'].map((text) => archiveOf({ 'a.py': text })));
  const submissions = `${assignment}/submissions`;
  const hasKey = { 'Idempotency-Key': 'before' };
  const sent = await student.upload(submissions, first!, hasKey);
  assert.equal(sent.status, 202, sent.text);
  await gradeNext(db, [caseOf('reference/python')]);
  const draft = (await staff.post(`${assignment}/versions`, { kit: 'hello-internet' })).body.id as string;
  const begun = await staff.post(`${assignment}/regrades`, { toVersionId: draft, reason: 'fairer' });
  const regrade = begun.headers.get('location')!;
  await gradeNext(db, [caseOf('reference/python', { points: 5 })]);
  assert.equal((await staff.get(regrade)).body.state, 'preview');

  assertProblem(await assistant.send('PATCH', course, { archived: true }), 403, 'forbidden');
  assertProblem(await student.send('PATCH', course, { archived: true }), 403, 'forbidden');
  assertProblem(await staff.send('PATCH', course, { archived: 'yes' }), 400, 'invalid-body', /archived/);
  assert.equal((await staff.get(course)).body.archivedAt, null);
  const archived = await staff.send('PATCH', course, { archived: true });
  assert.equal(archived.status, 200, archived.text);
  const { archivedAt } = archived.body;
  assert.ok(Math.abs(Date.now() - Date.parse(archivedAt)) < 60_000, archivedAt);
  const again = await staff.send('PATCH', course, { archived: true, title: 'Networks, 2026' });
  assert.deepEqual([again.body.archivedAt, again.body.title], [archivedAt, 'Networks, 2026']);

  const before = await db.prisma.run.count({ where: { assignmentId } });
  assertProblem(await student.upload(submissions, second!), 409, 'not-open', restored);
  assertProblem(await student.upload(`${assignment}/self-checks`, second!), 409, 'not-open', restored);
  assertProblem(await staff.upload(`${submissions}?team=${teamId}`, second!), 409, 'not-open', restored);
  assertProblem(await staff.upload(`/v1/versions/${draft}/trial`, second!), 409, 'conflict', restored);
  assertProblem(await staff.post(`${sent.body.links.self}/runs`, { reason: 'again' }), 409, 'conflict', restored);
  assertProblem(await staff.post(`${regrade}/apply`), 409, 'conflict', restored);
  assert.equal((await staff.post(`${regrade}/discard`)).status, 200);
  const anew = { toVersionId: draft, reason: 'fairer still' };
  assertProblem(await staff.post(`${assignment}/regrades`, anew), 409, 'conflict', restored);
  assert.equal(await db.prisma.run.count({ where: { assignmentId } }), before, 'no run is queued');
  const same = await student.upload(submissions, first!, hasKey);
  assert.deepEqual([same.status, same.body.id], [202, sent.body.id], 'what was taken before stays taken');

  assert.equal((await student.get(sent.body.links.result)).status, 200);
  assert.equal((await student.get(sent.body.links.self)).body.score.final, 10);
  assert.equal((await staff.get(`${assignment}/results`)).body.items.length, 1);
  for (const format of ['canvas', 'moodle', 'gradescope', 'archive']) {
    assert.equal((await staff.get(`${assignment}/export?format=${format}`)).status, 200, format);
  }
  assert.equal((await student.get('/v1/courses')).body.items[0].archivedAt, archivedAt);

  const back = await staff.send('PATCH', course, { archived: false });
  assert.equal(back.body.archivedAt, null);
  assert.equal((await student.upload(submissions, second!)).status, 202);
  assert.equal((await staff.post(`${sent.body.links.self}/runs`, { reason: 'again' })).status, 202);
  const log = await db.prisma.auditLog.findMany({
    where: { courseId, action: 'course.change' },
    orderBy: { id: 'asc' },
  });
  assert.deepEqual(
    log.map(({ detail }) => detail),
    [{ archived: true }, { archived: true, title: 'Networks, 2026' }, { archived: false }],
  );
});

test('a course that nobody archived is changed as before', async () => {
  const { db, url } = service;
  const courseId = await seedCourse(db);
  const staff = client(url, (await seedPerson(db, courseId, 'owner')).key);
  const changed = await staff.send('PATCH', `/v1/courses/${courseId}`, { title: 'Other' });
  assert.deepEqual([changed.body.title, changed.body.archivedAt], ['Other', null]);
});
