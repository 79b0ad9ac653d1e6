import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { archiveOf } from './testing/archive.ts';
import { type Answer, assertProblem, type Client, client } from './testing/client.ts';
import { caseOf, gradeNext } from './testing/grade.ts';
import { seedAssignment, seedCourse, seedPerson, seedTeam } from './testing/seed.ts';
import { type Service, startService } from './testing/service.ts';

let service: Service;
let courseId: string;
let staff: Client;

before(async () => {
  service = await startService();
  courseId = await seedCourse(service.db);
  staff = client(service.url, (await seedPerson(service.db, courseId, 'instructor')).key);
});
after(() => service[Symbol.asyncDispose]());

/** An assignment in which a team has a submission with a score, and another one. */
async function scene(team: string) {
  const { db } = service;
  const { assignmentId } = await seedAssignment(db, courseId);
  const teamId = await seedTeam(db, courseId, team);
  const submissions = `/v1/assignments/${assignmentId}/submissions?team=${teamId}`;
  const ids = [];
  for (const text of ['1', '2']) {
    const sent = await staff.upload(submissions, await archiveOf({ 'a.py': text }));
    await gradeNext(db, [caseOf('reference/python')]);
    ids.push(sent.body.id as string);
  }
  return { assignmentId, teamId, ids };
}

const only = (answers: readonly Answer[], field: string) => {
  for (const answer of answers) assert.equal(answer.status, 202, answer.text);
  const values = new Set(answers.map(({ body }) => body[field] as string));
  assert.equal(values.size, 1, [...values].join());
  return [...values][0]!;
};

test('a submission is graded again once, however often the same request comes; another key, or another one, is another run', async () => {
  const { prisma } = service.db;
  const { assignmentId, ids } = await scene('Red');
  const [one, other] = ids.map((id) => `/v1/submissions/${id}/runs`);
  const again = (path: string, key: string, reason = 'Our worker was ill', who = staff) =>
    who.send('POST', path, { reason }, { 'Idempotency-Key': key });
  const runs = () => prisma.run.count({ where: { assignmentId } });
  const audited = (runId: string) => prisma.auditLog.count({ where: { subjectId: runId } });

  const atOnce = await Promise.all(Array.from({ length: 10 }, () => again(one!, 'again-1')));
  const runId = only(atOnce, 'runId');
  assert.deepEqual([await runs(), await audited(runId)], [3, 1]);
  assert.equal((await gradeNext(service.db, [caseOf('reference/python')])).claim.runId, runId);
  // When it has long ended, and where it would be refused by now.
  await prisma.assignment.update({ where: { id: assignmentId }, data: { currentVersionId: null } });
  assert.equal(only([await again(one!, 'again-1')], 'runId'), runId);
  assertProblem(await again(one!, 'again-2'), 409, 'conflict', /published/);
  assertProblem(await again(one!, 'again-1', 'Another reason'), 422, 'idempotency-key-reused', /another body/);
  assert.equal(await runs(), 3);

  const version = await prisma.assignmentVersion.findFirstOrThrow({ where: { assignmentId } });
  await prisma.assignment.update({ where: { id: assignmentId }, data: { currentVersionId: version.id } });
  const colleague = client(service.url, (await seedPerson(service.db, courseId, 'instructor')).key);
  const others = [again(one!, 'again-2'), again(other!, 'again-1'), again(one!, 'again-1', undefined, colleague)];
  const made = (await Promise.all(others)).map((answer) => only([answer], 'runId'));
  assert.equal(new Set([runId, ...made]).size, 4);
  assert.equal(await runs(), 6);
  assertProblem(await again(one!, 'x'.repeat(200)), 400, 'malformed-request');
  const unasked = await staff.post(one!, { reason: 'Our worker was ill' });
  assert.notEqual(unasked.body.runId, (await staff.post(one!, { reason: 'Our worker was ill' })).body.runId);
});

test('a regrade is begun once, however often the same request comes, and its answer is found again when it is over', async () => {
  const { prisma } = service.db;
  const { assignmentId, teamId } = await scene('Blue');
  const path = `/v1/assignments/${assignmentId}/regrades`;
  const draft = { kit: 'hello-internet', config: { interopFullAt: 0.5 } };
  const toVersionId = (await staff.post(`/v1/assignments/${assignmentId}/versions`, draft)).body.id;
  const start = (key: string | undefined, more: object = {}) =>
    staff.send(
      'POST',
      path,
      { toVersionId, reason: 'fairer', ...more },
      key === undefined ? {} : { 'Idempotency-Key': key },
    );

  const atOnce = await Promise.all(Array.from({ length: 6 }, () => start('once')));
  const id = only(atOnce, 'id');
  assert.deepEqual([...new Set(atOnce.map(({ headers }) => headers.get('location')))], [`/v1/regrades/${id}`]);
  assert.equal(await prisma.run.count({ where: { regradeBatchId: id } }), 1);
  assert.equal(await prisma.auditLog.count({ where: { subjectId: id } }), 1);
  for (const open of [await start('another'), await start(undefined)]) {
    assertProblem(open, 409, 'conflict', /open already/);
    assert.equal(open.headers.get('location'), null);
  }
  assertProblem(await start('once', { only: [teamId] }), 422, 'idempotency-key-reused');

  assert.equal((await staff.post(`/v1/regrades/${id}/discard`)).status, 200);
  const late = await start('once');
  assert.deepEqual([late.status, late.body.id, late.body.state], [202, id, 'discarded']);
  const next = await start('another');
  assert.notEqual(next.body.id, id);
  // Newest first, though what a key gives does not grow with time; page by page.
  await staff.post(`/v1/regrades/${next.body.id}/discard`);
  const last = await start(undefined);
  const listed = [];
  for (let cursor = ''; ; ) {
    const page = (await staff.get(`${path}?limit=1${cursor}`)).body;
    listed.push(...page.items.map((one: { id: string }) => one.id));
    if (page.next === null) break;
    cursor = `&cursor=${page.next}`;
  }
  assert.deepEqual(listed, [last.body.id, next.body.id, id]);
});
