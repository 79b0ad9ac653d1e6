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
