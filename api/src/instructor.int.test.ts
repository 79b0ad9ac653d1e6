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

test('a course from roster to exported grades', async () => {
  const { db, url } = service;
  const { key } = await seedPerson(db, await seedCourse(db), 'owner');
  const owner = client(url, key);
  const course = (await owner.post('/v1/courses', { slug: 'walk', title: 'Walk', timeZone: 'Europe/Berlin' })).body;
  const roster = `name,email,external_id,section,team\nAda,ada@example.edu,s1,Monday,Red\n=cmd(),bob@example.edu,s2,Monday,Blue\n`;
  const people = `/v1/courses/${course.id}`;
  const csv = { 'Content-Type': 'text/csv' };
  const bad = await owner.send('POST', `${people}/roster`, `${roster}Eve,,,,\n`, csv);
  assertProblem(bad, 422, 'invalid-roster', /line 4, email/);
  assert.equal((await owner.get(`${people}/people`)).body.items.length, 1);
  const imported = await owner.send('POST', `${people}/roster`, roster, csv);
  assert.deepEqual(imported.body, { enrolled: 2, updated: 0, sectionsMade: 1, teamsMade: 2 });
  const again = await owner.send('POST', `${people}/roster`, roster, csv);
  assert.deepEqual(again.body, { enrolled: 0, updated: 2, sectionsMade: 0, teamsMade: 0 });

  const made = await owner.post(`${people}/assignments`, {
    slug: 'hello',
    title: 'Hello Internet',
    latePercentPerDay: 10,
  });
  const assignment = `/v1/assignments/${made.body.id}`;
  const wrong = await owner.post(`${assignment}/versions`, { kit: 'hello-internet', config: { interopFullAt: 7 } });
  assertProblem(wrong, 400, 'invalid-body', /body\.config\.interopFullAt/);
  assertProblem(await owner.post(`${assignment}/versions`, { kit: 'nonsense' }), 400, 'invalid-body', /hello-internet/);
  const version = await owner.post(`${assignment}/versions`, {
    kit: 'hello-internet',
    visibility: { hidden: ['peer'] },
  });
  assert.equal(version.body.state, 'draft', version.text);
  const published = await owner.post(`${assignment}/versions/${version.body.id}/publish`, {
    withoutTrial: 'as last year',
  });
  assert.equal(published.body.state, 'published', published.text);
  assertProblem(await owner.post(`${assignment}/versions/${version.body.id}/publish`), 409, 'conflict');

  const listed = (await owner.get(`${people}/people`)).body.items as { name: string; userId: string; teamId: string }[];
  const ada = listed.find(({ name }) => name === 'Ada')!;
  const issued = await owner.post(`${people}/people/${ada.userId}/keys`, { name: 'Ada', scopes: ['read', 'submit'] });
  const student = client(url, issued.body.key);
  const sent = await student.upload(`${assignment}/submissions`, await archiveOf({ 'python/client.py': '1' }));
  assert.equal(sent.status, 202, sent.text);
  assertProblem(await student.get(`${sent.body.links.result}`), 409, 'conflict', /waiting/);
  await gradeNext(
    db,
    [caseOf('reference/python-client'), caseOf('peer/python-client/reset', { points: 4, outcome: 'failed' })],
    { late: 2 },
  );

  const table = await owner.get(`${assignment}/results`);
  assert.deepEqual(
    table.body.items.map((row: { team: string; score: { final: number } | null }) => [
      row.team,
      row.score?.final ?? null,
    ]),
    [
      ['Blue', null],
      ['Red', 12],
    ],
  );
  const first = await owner.get(`${assignment}/results?limit=1`);
  assert.equal((await owner.get(`${assignment}/results?limit=1&cursor=${first.body.next}`)).body.items[0].team, 'Red');
  assert.equal((await owner.get(`${assignment}/results?state=none`)).body.items.length, 1);
  assert.equal((await owner.get(`${assignment}/results?below=12`)).body.items.length, 0);
  assert.equal((await owner.get(`${assignment}/results?search=%25`)).body.items.length, 0);
  const section = (await owner.get(`${people}/sections`)).body.items[0].id;
  assert.equal((await owner.get(`${assignment}/results?section=${section}`)).body.items.length, 2);
  assert.equal((await owner.get(`${assignment}/results?section=${made.body.id}`)).body.items.length, 0);
  const [, red] = table.body.items;
  const byMember = await owner.get(`${assignment}/results?search=${encodeURIComponent(red.members[0].toUpperCase())}`);
  assert.deepEqual(
    byMember.body.items.map((row: { team: string }) => row.team),
    ['Red'],
  );
  assertProblem(await student.get(`${assignment}/results`), 403, 'forbidden');

  const statistics = (await owner.get(`${assignment}/case-statistics`)).body.items;
  assert.deepEqual(
    statistics.map((one: { caseId: string; meanShare: number; outcomes: unknown }) => [
      one.caseId,
      one.meanShare,
      one.outcomes,
    ]),
    [
      ['peer/python-client/reset', 0.4, { failed: 1 }],
      ['reference/python-client', 1, { passed: 1 }],
    ],
  );

  const scores = `${assignment}/teams/${ada.teamId}/scores`;
  assertProblem(await owner.post(scores, { adjustment: 5 }), 400, 'invalid-body', /reason/);
  const override = await owner.post(scores, { adjustment: 5, reason: 'the tests were wrong about resets' });
  assert.equal(override.status, 201, override.text);
  assert.deepEqual(
    [override.body.raw, override.body.late, override.body.adjustment, override.body.final],
    [14, 2, 5, 17],
  );
  const stale = { adjustment: 1, reason: 'seen too late', supersedes: override.body.supersedesId };
  assertProblem(await owner.post(scores, stale), 409, 'conflict');
  const history = (await student.get(scores)).body.items;
  assert.deepEqual(
    history.map(({ standing, final, givenBy }: Record<string, unknown>) => [standing, final, givenBy]),
    [
      ['current', 17, null],
      ['superseded', 12, null],
    ],
  );
  assertProblem(await student.post(scores, { adjustment: 50, reason: 'please' }), 403, 'forbidden');

  const canvas = await owner.get(`${assignment}/export?format=canvas`);
  assert.match(canvas.text, /Points Possible,,,,,20\r\n/);
  assert.match(canvas.text, /^Ada,,s1,ada@example\.edu,Monday,17\r$/m);
  assert.match(canvas.text, /^'=cmd\(\),,s2,/m);
  assert.match((await owner.get(`${assignment}/export?format=moodle`)).text, /late: minus 2; adjusted by 5/);
  const gradescope = (await owner.get(`${assignment}/export?format=gradescope`)).body;
  assert.equal(gradescope.submissions[1].results.score, 17);
  type Test = { number: string; visibility: string };
  assert.deepEqual(
    gradescope.submissions[1].results.tests.map(({ number, visibility }: Test) => [number, visibility]),
    [
      ['peer/python-client/reset', 'hidden'],
      ['reference/python-client', 'visible'],
    ],
  );
  // A newer submission that still waits has no score: the one that is shown keeps its own cases.
  const newer = await student.upload(`${assignment}/submissions`, await archiveOf({ 'python/client.py': '2' }));
  const still = (await owner.get(`${assignment}/export?format=gradescope`)).body.submissions[1];
  assert.deepEqual([still.submission_id, still.results.tests.length], [sent.body.id, 2]);
  await student.post(`${newer.body.links.self}/cancel`);
  const archive = (await owner.get(`${assignment}/export?format=archive`)).body;
  assert.equal(archive.submissions[0].runs[0].cases.length, 2);
  assert.equal(archive.scores.length, 2);
  assert.deepEqual([archive.course.sections.length, archive.course.enrollments.length], [1, 3]);
  assertProblem(await owner.get(`${assignment}/export?format=xml`), 400, 'invalid-query');
  assertProblem(await student.get(`${assignment}/export?format=archive`), 403, 'forbidden');

  const result = await student.get(sent.body.links.result);
  assert.equal(result.status, 200, result.text);
  assert.doesNotMatch(result.text, /peer\/|4711/);
  assert.equal(result.body.score.final, 17);
  assert.match((await owner.get(sent.body.links.result)).text, /peer\/python-client\/reset/);

  const rerun = await owner.post(`/v1/submissions/${sent.body.id}/runs`, { reason: 'a worker was ill' });
  assert.equal(rerun.status, 202, rerun.text);
  assert.equal((await gradeNext(db, [caseOf('reference/python-client')])).claim.runId, rerun.body.runId);
  const audit = await db.prisma.auditLog.findMany({ where: { courseId: course.id }, orderBy: { at: 'asc' } });
  const actions = new Set(audit.map(({ action }) => action));
  for (const action of ['course.create', 'roster.import', 'version.publish', 'score.override', 'run.again'])
    assert.ok(actions.has(action));
});

test('a student sees nothing of a hidden case, and before the end no sum that it is part of', async () => {
  const { db, url } = service;
  const courseId = await seedCourse(db);
  const team = await seedTeam(db, courseId, 'Red');
  const red = client(url, (await seedPerson(db, courseId, 'student', { teamId: team })).key);
  const assistant = client(url, (await seedPerson(db, courseId, 'assistant')).key);
  const dueAt = new Date(Date.now() + 3_600_000);
  const { assignmentId } = await seedAssignment(db, courseId, { dueAt }, { untilClosed: ['loss/30'] });
  const sent = await red.upload(`/v1/assignments/${assignmentId}/submissions`, await archiveOf({ 'a.py': 'a' }));
  const log = {
    kind: 'log' as const,
    name: 'build.log',
    mediaType: 'text/plain',
    blobKey: 'logs/a',
    sizeBytes: 3,
    hidden: false,
  };
  const digest = `sha256:${'0'.repeat(64)}`;
  await service.blobs.put(
    'logs/a',
    (async function* () {
      yield Buffer.from('abc');
    })(),
  );
  await gradeNext(db, [caseOf('clean/small'), caseOf('loss/30/both/seed-9', { points: 3 })], {
    artefacts: [{ ...log, digest }],
  });
  const seen = await red.get(sent.body.links.result);
  assert.doesNotMatch(seen.text, /loss|seed/);
  assert.equal(seen.body.score, null);
  assert.equal(seen.body.subjects[0].lines[0].points, null);
  assert.equal((await red.get(sent.body.links.self)).body.score, null);
  assert.deepEqual((await red.get(sent.body.links.artefacts)).body.items, []);
  assert.deepEqual((await red.get(`/v1/assignments/${assignmentId}/teams/${team}/scores`)).body.items, []);
  const [artefact] = (await assistant.get(sent.body.links.artefacts)).body.items;
  assert.equal((await assistant.get(artefact.href)).text, 'abc');
  const staff = client(url, (await seedPerson(db, courseId, 'instructor')).key);
  const exported = async () => {
    const { results } = (await staff.get(`/v1/assignments/${assignmentId}/export?format=gradescope`)).body
      .submissions[0];
    return results.tests.map(({ visibility }: { visibility: string }) => visibility);
  };
  assert.deepEqual(await exported(), ['visible', 'after_due_date']);
  assertProblem(await red.get(artefact.href), 404, 'not-found');
  assert.equal((await assistant.get(sent.body.links.result)).body.score.final, 13);
  await db.prisma.assignment.update({ where: { id: assignmentId }, data: { dueAt: new Date(Date.now() - 1000) } });
  const after = await red.get(sent.body.links.result);
  assert.equal(after.body.score.final, 13);
  assert.equal(after.body.cases.length, 2);
  assert.deepEqual(await exported(), ['visible', 'visible']);
  assert.equal((await red.get(artefact.href)).text, 'abc');
});
