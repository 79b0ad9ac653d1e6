import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { claimRun, failAttempt } from '@gradewire/db';
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

/** A course with a published version, a draft of the next one, and somebody of each kind. */
async function place() {
  const { db, url } = service;
  const courseId = await seedCourse(db);
  const teamId = await seedTeam(db, courseId, 'Red');
  const person = async (role: 'instructor' | 'assistant' | 'student') =>
    client(url, (await seedPerson(db, courseId, role, role === 'student' ? { teamId } : {})).key);
  const [instructor, assistant, student] = [
    await person('instructor'),
    await person('assistant'),
    await person('student'),
  ];
  const { assignmentId } = await seedAssignment(db, courseId);
  const assignment = `/v1/assignments/${assignmentId}`;
  const made = await instructor.post(`${assignment}/versions`, {
    kit: 'hello-internet',
    visibility: { hidden: ['usage'] },
  });
  const versionId: string = made.body.id;
  const version = `/v1/versions/${versionId}`;
  const publish = `${assignment}/versions/${versionId}/publish`;
  return { courseId, teamId, assignment, version, publish, versionId, instructor, assistant, student };
}

const sample = await archiveOf({ 'python/client.py': 'sample' });
const cases = [caseOf('reference/python/client', { points: 8 }), caseOf('usage/python/client', { hidden: true })];

test('draft, trial, published: the score of the sample solution is told, and written down', async () => {
  const { db } = service;
  const { version, publish, versionId, instructor, assignment } = await place();
  assertProblem(await instructor.post(publish), 409, 'trial-needed', /had no trial.*withoutTrial/);
  const sent = await instructor.upload(`${version}/trial`, sample);
  assert.equal(sent.status, 202, sent.text);
  assert.deepEqual([sent.body.state, sent.body.trial.state, sent.body.trial.score], ['trial', 'waiting', null]);
  assert.equal(sent.headers.get('location'), sent.body.trial.links.submission);
  assertProblem(await instructor.post(publish), 409, 'trial-needed', /trial that is waiting/);

  const recipes = { lab: 'a1', 'lang-python': 'b1' };
  const { claim } = await gradeNext(db, cases, { result: { kitVersion: '9.8.7', recipes } });
  assert.deepEqual([claim.reason, claim.lane, claim.versionId], ['trial', 'self-check', versionId]);
  const { trial } = (await instructor.get(version)).body;
  assert.deepEqual([trial.state, trial.score, trial.maxScore], ['done', 18, 20]);
  const result = (await instructor.get(trial.links.result)).body;
  assert.deepEqual([result.reason, result.cases.length, result.score], ['trial', 2, null]);

  const published = await instructor.post(publish);
  assert.equal(published.status, 200, published.text);
  assert.deepEqual([published.body.state, published.body.trial.score], ['published', 18]);
  const { kitVersion, imageDigests, points } = published.body;
  assert.deepEqual([kitVersion, imageDigests, points], ['9.8.7', recipes, { all: 20 }], 'as its trial was graded');
  const change = db.prisma.assignmentVersion.update({ where: { id: versionId }, data: { imageDigests: {} } });
  await assert.rejects(change, /assignment_version_is_immutable/);
  assert.equal((await instructor.get(assignment)).body.currentVersionId, versionId);
  const audit = await db.prisma.auditLog.findFirstOrThrow({
    where: { action: 'version.publish', subjectId: versionId },
  });
  assert.deepEqual(audit.detail, { trial: trial.runId, score: 18, maxScore: 20 });
  assertProblem(await instructor.upload(`${version}/trial`, sample), 409, 'conflict', /is published/);
  assertProblem(await instructor.send('PATCH', version, { seeds: [1] }), 409, 'conflict', /is published/);
});

test('a version that is changed after its trial is a draft again; one that stays the same is not', async () => {
  const { db } = service;
  const { version, publish, instructor } = await place();
  await instructor.upload(`${version}/trial`, sample);
  await gradeNext(db, cases);
  const same = await instructor.send('PATCH', version, { config: {}, visibility: { hidden: ['usage'] } });
  assert.deepEqual([same.body.state, same.body.trial.state], ['trial', 'done']);
  const refused = await instructor.send('PATCH', version, { config: { interopFullAt: 7 } });
  assertProblem(refused, 400, 'invalid-body', /body\.config\.interopFullAt/);
  const slip = await instructor.send('PATCH', version, { visibility: { hidden: ['usage'], untilClosed: ['peers'] } });
  assertProblem(slip, 400, 'invalid-body', /body\.visibility: peers: no case has such an id/);
  const basis = await instructor.send('PATCH', version, { visibility: { hidden: ['reference'] } });
  assertProblem(basis, 400, 'invalid-body', /body\.visibility.*reference: all other cases rest on it/);
  const changed = await instructor.send('PATCH', version, { config: { interopFullAt: 0.7 }, seeds: [5] });
  assert.deepEqual([changed.body.state, changed.body.trial], ['draft', null], changed.text);
  assert.deepEqual([changed.body.config, changed.body.seeds], [{ interopFullAt: 0.7 }, { official: [5] }]);
  assertProblem(await instructor.post(publish), 409, 'trial-needed', /had no trial as it is now/);
  await instructor.upload(`${version}/trial`, sample);
  await gradeNext(db, cases);
  assert.equal((await instructor.post(publish)).body.trial.score, 18);
});

test('without a trial, publishing wants a reason, which is written down', async () => {
  const { db } = service;
  const { publish, versionId, instructor } = await place();
  assertProblem(await instructor.post(publish, { withoutTrial: '' }), 400, 'invalid-body', /withoutTrial/);
  const published = await instructor.post(publish, { withoutTrial: 'the same as last year' });
  assert.deepEqual([published.body.state, published.body.trial], ['published', null], published.text);
  assert.deepEqual([published.body.imageDigests, published.body.points], [{}, {}], 'nobody knows them');
  const audit = await db.prisma.auditLog.findFirstOrThrow({
    where: { action: 'version.publish', subjectId: versionId },
  });
  assert.deepEqual(audit.detail, { withoutTrial: 'the same as last year' });
});

test('a trial that a fault of ours ended is none', async () => {
  const { pool } = service.db;
  const { version, publish, instructor } = await place();
  await instructor.upload(`${version}/trial`, sample);
  for (let attempt = 1; attempt <= 3; attempt++) {
    const claim = await claimRun(pool, { worker: 'test', leaseMs: 60_000 });
    await failAttempt(pool, claim!.fence, 'no disk');
  }
  assert.equal((await instructor.get(version)).body.trial.state, 'incomplete');
  assertProblem(await instructor.post(publish), 409, 'trial-needed', /trial that is incomplete/);
});

test("a trial is staff's alone: no student sees it, and no table, export, statistic or quota has it", async () => {
  const { db } = service;
  const { courseId, assignment, version, publish, instructor, assistant, student } = await place();
  for (const other of [assistant, student]) {
    assertProblem(await other.upload(`${version}/trial`, sample), 403, 'forbidden');
  }
  const stranger = client(service.url, (await seedPerson(db, await seedCourse(db), 'instructor')).key);
  assertProblem(await stranger.upload(`${version}/trial`, sample), 404, 'not-found');
  const { trial } = (await instructor.upload(`${version}/trial`, sample)).body;
  await gradeNext(db, cases);
  assert.equal((await assistant.get(trial.links.result)).status, 200);
  for (const path of [version, trial.links.submission, trial.links.result, `${trial.links.submission}/artefacts`])
    assertProblem(await student.get(path), 404, 'not-found');

  const staff = await db.prisma.team.findFirstOrThrow({ where: { courseId, isStaff: true } });
  const pages = ['/submissions', '/results', '/case-statistics', '/export?format=canvas', '/export?format=archive'];
  for (const page of pages) {
    const answer = await instructor.get(assignment + page);
    assert.equal(answer.status, 200, answer.text);
    assert.ok(!answer.text.includes(staff.id) && !/"Staff"|Staff,/.test(answer.text), `${page}: ${answer.text}`);
    assert.ok(!answer.text.includes(trial.submissionId), page);
  }
  const teams = (await instructor.get(`/v1/courses/${courseId}/teams`)).body.items;
  assert.deepEqual(
    teams.map(({ name }: { name: string }) => name),
    ['Red'],
  );
  assert.equal((await student.get(`${assignment}/self-checks/quota`)).body.day.used, 0);
  assert.equal(await db.prisma.score.count({ where: { teamId: staff.id } }), 0);

  const members = `/v1/courses/${courseId}/teams/${staff.id}/members`;
  assertProblem(await instructor.send('PUT', members, { members: [] }), 404, 'not-found');
  assertProblem(await instructor.upload(`${assignment}/submissions?team=${staff.id}`, sample), 404, 'not-found');
  const again = await instructor.post(`${trial.links.submission}/runs`, { reason: 'once more' });
  assertProblem(again, 409, 'conflict', /sample solution of a trial/);

  await instructor.post(publish);
  const seen = (await student.get(version)).body;
  assert.deepEqual([seen.state, 'trial' in seen], ['published', false]);
});

test('the same Idempotency-Key with the same sample is one trial', async () => {
  const { db } = service;
  const { version, instructor } = await place();
  const headers = { 'Idempotency-Key': 'try-1' };
  const [one, other] = await Promise.all([1, 2].map(() => instructor.upload(`${version}/trial`, sample, headers)));
  assert.equal(one!.body.trial.runId, other!.body.trial.runId);
  const changed = await archiveOf({ 'python/client.py': 'better' });
  assertProblem(await instructor.upload(`${version}/trial`, changed, headers), 422, 'idempotency-key-reused');
  assert.equal(await db.prisma.run.count({ where: { versionId: version.split('/').at(-1)! } }), 1);
  await gradeNext(db, cases);
});

test('an archive that is refused makes no trial', async () => {
  const { version, instructor } = await place();
  const refused = await instructor.upload(`${version}/trial`, await archiveOf({ '../client.py': '' }));
  assertProblem(refused, 400, 'archive-refused', /\.\.\/client\.py/);
  assert.equal((await instructor.get(version)).body.state, 'draft');
});
