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

test('self-checks: quota by day and burst, in headers, given back unless completed, under a crowd as well', async () => {
  const { db, url } = service;
  const courseId = await seedCourse(db, true);
  const red = client(
    url,
    (await seedPerson(db, courseId, 'student', { teamId: await seedTeam(db, courseId, 'Red') })).key,
  );
  const { assignmentId } = await seedAssignment(db, courseId, { selfChecksPerDay: 3, selfCheckBurst: 2 });
  const place = `/v1/assignments/${assignmentId}/self-checks`;
  const archive = await archiveOf({ 'a.py': 'a' });
  const answers = await Promise.all(Array.from({ length: 6 }, () => red.upload(place, archive)));
  const taken = answers.filter(({ status }) => status === 202);
  assert.equal(taken.length, 2);
  const refused = answers.find(({ status }) => status === 429)!;
  assertProblem(refused, 429, 'quota-exhausted', /burst/);
  assert.match(refused.headers.get('ratelimit')!, /^"day";r=1;t=\d+, "burst";r=0;t=\d+$/);
  assert.equal(refused.headers.get('ratelimit-policy'), '"day";q=3;w=86400, "burst";q=2;w=3600');
  assert.ok(Number(refused.headers.get('retry-after')) > 3500);
  await red.post(`/v1/submissions/${taken[0]!.body.id}/cancel`);
  assert.equal((await red.get(`${place}/quota`)).body.burst.remaining, 1);
  assert.equal((await red.upload(place, archive)).status, 202);
  await gradeNext(db, [caseOf('clean/small')], { score: false });
  assert.equal((await red.get(`${place}/quota`)).body.burst.remaining, 0);
  assert.equal((await red.get(`/v1/submissions/${taken[1]!.body.id}`)).body.run.reason, 'self-check');
});

/** A student whose team has this quota. */
async function studentWith(limits: { selfChecksPerDay: number; selfCheckBurst: number }) {
  const { db, url } = service;
  const courseId = await seedCourse(db);
  const teamId = await seedTeam(db, courseId, 'Red');
  const { assignmentId } = await seedAssignment(db, courseId, limits);
  const student = client(url, (await seedPerson(db, courseId, 'student', { teamId })).key);
  return { student, place: `/v1/assignments/${assignmentId}/self-checks` };
}

test('a self-check that we fail at costs nothing; one that is sent again is the same, also when none is left', async () => {
  const { pool } = service.db;
  const { student, place } = await studentWith({ selfChecksPerDay: 1, selfCheckBurst: 1 });
  const used = async () => (await student.get(`${place}/quota`)).body.day.used;
  const archive = await archiveOf({ 'a.py': 'mine' });
  const failed = await student.upload(place, archive);
  assert.deepEqual([failed.status, await used()], [202, 1], failed.text);
  for (let attempt = 1; attempt <= 3; attempt++) {
    const claim = await claimRun(pool, { worker: 'test', leaseMs: 60_000, lanes: ['self-check'] });
    await failAttempt(pool, claim!.fence, 'Docker is gone');
  }
  assert.equal((await student.get(failed.body.links.self)).body.run.state, 'incomplete');
  assert.equal(await used(), 0);

  const headers = { 'Idempotency-Key': 'once' };
  const [sent, again] = [await student.upload(place, archive, headers), await student.upload(place, archive, headers)];
  assert.deepEqual([sent.status, again.status, again.body.id, await used()], [202, 202, sent.body.id, 1], again.text);
});

test('of what the quota refuses nothing is kept; where there is none at all the answer says so', async () => {
  const trees = async () => {
    const keys = [];
    for await (const { key } of service.blobs.list('trees/')) keys.push(key);
    return keys;
  };
  const { student, place } = await studentWith({ selfChecksPerDay: 0, selfCheckBurst: 5 });
  const before = await trees();
  const refused = await student.upload(place, await archiveOf({ 'a.py': 'not to be kept' }));
  assertProblem(refused, 429, 'quota-exhausted', /no self-checks/);
  assert.deepEqual(await trees(), before);
});
