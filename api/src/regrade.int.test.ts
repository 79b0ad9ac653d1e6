import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { claimRun, failAttempt } from '@gradewire/db';
import { archiveOf } from './testing/archive.ts';
import { assertProblem, type Client, client } from './testing/client.ts';
import { caseOf, gradeNext } from './testing/grade.ts';
import { seedAssignment, seedCourse, seedPerson, seedTeam } from './testing/seed.ts';
import { type Service, startService } from './testing/service.ts';

let service: Service;
before(async () => {
  service = await startService();
});
after(() => service[Symbol.asyncDispose]());

/** A course whose teams have handed in and have ten points each, and a second version as a draft. */
async function scene(names: readonly string[]) {
  const { db, url } = service;
  const courseId = await seedCourse(db);
  const { assignmentId } = await seedAssignment(db, courseId);
  const assignment = `/v1/assignments/${assignmentId}`;
  const staff = client(url, (await seedPerson(db, courseId, 'instructor')).key);
  const teams = [];
  for (const name of names) {
    const teamId = await seedTeam(db, courseId, name);
    const student = client(url, (await seedPerson(db, courseId, 'student', { teamId })).key);
    const sent = await student.upload(`${assignment}/submissions`, await archiveOf({ 'a.py': name }));
    await gradeNext(db, [caseOf('reference/python'), caseOf('peer/python/reset', { points: 0, outcome: 'failed' })]);
    teams.push({ teamId, student, links: sent.body.links, submissionId: sent.body.id as string });
  }
  const draft = await staff.post(`${assignment}/versions`, { kit: 'hello-internet', config: { interopFullAt: 0.5 } });
  const start = (body: object = {}) =>
    staff.post(`${assignment}/regrades`, { toVersionId: draft.body.id, reason: 'resets were judged wrongly', ...body });
  return { courseId, assignmentId, assignment, staff, teams, toVersionId: draft.body.id as string, start };
}

const better = [caseOf('reference/python'), caseOf('peer/python/reset', { points: 6 })];

test('from a new version over the preview to the new scores', async () => {
  const { db } = service;
  const { assignment, staff, teams, toVersionId, start } = await scene(['Blue', 'Green', 'Red']);
  const [blue, , red] = teams;
  const begun = await start();
  assert.equal(begun.status, 202, begun.text);
  const regrade = begun.headers.get('location')!;
  assert.deepEqual([begun.body.state, begun.body.judgeOnly, begun.body.runs.waiting], ['running', false, 3]);
  assert.deepEqual([begun.body.fromVersion, begun.body.toVersion], [1, 2]);
  assertProblem(await start(), 409, 'conflict', /open already/);
  assertProblem(await staff.post(`${regrade}/apply`), 409, 'conflict', /still running/);
  const versions = (await staff.get(`${assignment}/versions`)).body.items;
  assert.equal(versions[0].state, 'trial', 'what is previewed can no longer be changed');

  // A team neither sees the run nor can it take it back.
  const shown = await blue!.student.get(blue!.links.self);
  assert.deepEqual([shown.body.run.reason, shown.body.run.state, shown.body.score.final], ['official', 'done', 10]);
  assert.equal((await blue!.student.post(`${blue!.links.self}/cancel`)).status, 200);
  assert.equal((await staff.get(regrade)).body.runs.waiting, 3);

  await gradeNext(db, better);
  await gradeNext(db, [caseOf('reference/python'), caseOf('peer/python/reset', { points: 0, outcome: 'failed' })]);
  for (let i = 0; i < 3; i++) {
    await failAttempt(db.pool, (await claimRun(db.pool, { worker: 'test', leaseMs: 60_000 }))!.fence, 'Docker is gone');
  }
  const preview = (await staff.get(regrade)).body;
  assert.equal(preview.state, 'preview');
  assert.deepEqual([preview.raised, preview.same, preview.runs.incomplete, preview.meanDifference], [1, 1, 1, 3]);

  const first = await staff.get(`${regrade}/differences?limit=2`);
  assert.equal(first.body.items.length, 2);
  const rest = await staff.get(`${regrade}/differences?limit=2&cursor=${first.body.next}`);
  const all = [...first.body.items, ...rest.body.items];
  assert.deepEqual(
    all.map(({ team, status, difference }) => [team, status, difference]),
    [
      ['Blue', 'proposed', 6],
      ['Green', 'proposed', 0],
      ['Red', 'incomplete', null],
    ],
  );
  const changed = (await staff.get(`${regrade}/differences?changed=true`)).body.items;
  assert.deepEqual(
    changed.map(({ team, cases }: { team: string; cases: unknown }) => [team, cases]),
    [
      [
        'Blue',
        [
          {
            caseId: 'peer/python/reset',
            title: 'Case peer/python/reset',
            before: { outcome: 'failed', points: 0, maxPoints: 10 },
            after: { outcome: 'passed', points: 6, maxPoints: 10 },
          },
        ],
      ],
    ],
  );

  // Nothing of it for students, by whichever way they ask; staff may look at what is proposed.
  const runId = changed[0].runId;
  assertProblem(await blue!.student.get(`${blue!.links.result}?run=${runId}`), 404, 'not-found');
  assert.equal((await staff.get(`${blue!.links.result}?run=${runId}`)).body.reason, 'regrade');
  assert.equal((await blue!.student.get(blue!.links.result)).body.versionNumber, 1);
  const scores = `${assignment}/teams/${blue!.teamId}/scores`;
  assert.deepEqual(
    (await blue!.student.get(scores)).body.items.map((one: { standing: string }) => one.standing),
    ['current'],
  );
  for (const path of [regrade, `${regrade}/differences`, `${assignment}/regrades`]) {
    assertProblem(await blue!.student.get(path), 403, 'forbidden');
  }
  assertProblem(await blue!.student.post(`${regrade}/apply`), 403, 'forbidden');
  const table = (await staff.get(`${assignment}/results`)).body.items;
  assert.deepEqual(
    table.map((row: { state: string; score: { final: number } }) => [row.state, row.score.final]),
    [
      ['done', 10],
      ['done', 10],
      ['done', 10],
    ],
  );

  const applied = await staff.post(`${regrade}/apply`);
  assert.equal(applied.status, 200, applied.text);
  assert.deepEqual([applied.body.state, applied.body.applied], ['applied', 2]);
  assert.deepEqual(applied.body.leftOut, [{ teamId: red!.teamId, team: 'Red', why: 'incomplete' }]);
  const now = await blue!.student.get(blue!.links.self);
  assert.deepEqual([now.body.run.reason, now.body.score.final], ['regrade', 16]);
  assert.equal((await blue!.student.get(blue!.links.result)).body.versionNumber, 2);
  const left = await red!.student.get(red!.links.self);
  assert.deepEqual([left.body.run.reason, left.body.run.state, left.body.score.final], ['official', 'done', 10]);
  assert.deepEqual(
    (await blue!.student.get(scores)).body.items.map((one: Record<string, unknown>) => [
      one.standing,
      one.final,
      one.regradeReason,
    ]),
    [
      ['current', 16, 'resets were judged wrongly'],
      ['superseded', 10, null],
    ],
  );
  assert.equal((await staff.get(assignment)).body.currentVersionId, toVersionId);
  assertProblem(await staff.post(`${regrade}/discard`), 409, 'conflict', /applied already/);
  const archive = (await staff.get(`${assignment}/export?format=archive`)).body;
  assert.deepEqual(
    archive.regradeBatches.map(({ id }: { id: string }) => id),
    [applied.body.id],
  );
  const listed = (await staff.get(`${assignment}/regrades?limit=1`)).body;
  assert.deepEqual([listed.items[0].id, listed.items[0].state, listed.next], [applied.body.id, 'applied', null]);
  const audit = await db.prisma.auditLog.findMany({ where: { subjectId: applied.body.id }, orderBy: { id: 'asc' } });
  assert.deepEqual(
    audit.map(({ action }) => action),
    ['regrade.start', 'regrade.apply'],
  );
});

test('a team that was changed by hand since the preview is named, and shown with what it had', async () => {
  const { db } = service;
  const { assignment, staff, teams, start } = await scene(['Blue', 'Red']);
  const [blue, red] = teams;
  const begun = await start({ only: [red!.teamId] });
  assert.equal(begun.body.runs.waiting, 1);
  await gradeNext(db, better);
  await staff.post(`${assignment}/teams/${red!.teamId}/scores`, { adjustment: 1, reason: 'good comments' });
  const regrade = `/v1/regrades/${begun.body.id}`;
  assert.equal((await staff.get(regrade)).body.outdated, 1);
  const applied = await staff.post(`${regrade}/apply`);
  assert.deepEqual(applied.body.leftOut, [{ teamId: red!.teamId, team: 'Red', why: 'changed-by-hand' }]);
  for (const [one, final] of [
    [blue, 10],
    [red, 11],
  ] as const) {
    const shown = (await one!.student.get(one!.links.self)).body;
    assert.deepEqual([shown.run.reason, shown.score.final], ['official', final]);
    assert.equal((await one!.student.get(one!.links.result)).body.score.final, final);
  }
});

test('discarding leaves everything as it was, and lets the version be changed again', async () => {
  const { db } = service;
  const { staff, teams, start, toVersionId } = await scene(['Red']);
  const begun = await start();
  const change = () => staff.send('PATCH', `/v1/versions/${toVersionId}`, { config: { interopFullAt: 0.7 } });
  assertProblem(await change(), 409, 'conflict', /regrade/);
  const discarded = await staff.post(`/v1/regrades/${begun.body.id}/discard`);
  assert.deepEqual([discarded.status, discarded.body.state, discarded.body.runs.cancelled], [200, 'discarded', 1]);
  assert.equal(await claimRun(db.pool, { worker: 'test', leaseMs: 60_000 }), undefined);
  assert.equal((await teams[0]!.student.get(teams[0]!.links.self)).body.score.final, 10);
  assertProblem(await staff.post(`/v1/regrades/${begun.body.id}/discard`), 409, 'conflict', /discarded already/);
  assert.equal((await change()).status, 200);
});

test('what cannot be regraded is refused, and to strangers there is nothing', async () => {
  const { db, url } = service;
  const { courseId, assignment, staff, teams, start, toVersionId } = await scene(['Red']);
  const other = await scene(['Blue']);
  const assistant: Client = client(url, (await seedPerson(db, courseId, 'assistant')).key);
  assertProblem(await start({ only: [other.teams[0]!.teamId] }), 400, 'invalid-body', /body\.only\.0: .*score/);
  assertProblem(await start({ toVersionId: other.toVersionId }), 404, 'not-found');
  assertProblem(await start({ reason: '' }), 400, 'invalid-body', /reason/);
  const body = { toVersionId, reason: 'because' };
  assertProblem(await assistant.post(`${assignment}/regrades`, body), 403, 'forbidden');
  assertProblem(await teams[0]!.student.post(`${assignment}/regrades`, body), 403, 'forbidden');
  const { body: begun } = await start();
  assert.equal((await assistant.get(`/v1/regrades/${begun.id}`)).status, 200);
  assertProblem(await assistant.post(`/v1/regrades/${begun.id}/discard`), 403, 'forbidden');
  for (const path of ['', '/differences']) {
    assertProblem(await other.staff.get(`/v1/regrades/${begun.id}${path}`), 404, 'not-found', /regrade/);
  }
  for (const path of ['/apply', '/discard']) {
    assertProblem(await other.staff.post(`/v1/regrades/${begun.id}${path}`), 404, 'not-found', /regrade/);
  }
  const cursor = await staff.get(`/v1/regrades/${begun.id}/differences?cursor=nonsense`);
  assertProblem(cursor, 400, 'invalid-query', /cursor/);
  const empty = await seedAssignment(db, courseId);
  const none = { toVersionId: empty.versionId, reason: 'nobody handed in' };
  assertProblem(await staff.post(`/v1/assignments/${empty.assignmentId}/regrades`, none), 409, 'conflict', /No team/);
});
