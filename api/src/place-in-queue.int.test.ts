import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { archiveOf } from './testing/archive.ts';
import { client } from './testing/client.ts';
import { caseOf, gradeNext } from './testing/grade.ts';
import { seedAssignment, seedCourse, seedPerson, seedTeam } from './testing/seed.ts';
import { startService } from './testing/service.ts';

const service = await startService();
after(() => service[Symbol.asyncDispose]());

test('who waits is told how many go first, and when it begins: as long as the last runs took, by the workers', async () => {
  const { db, url } = service;
  const courseId = await seedCourse(db);
  const { assignmentId } = await seedAssignment(db, courseId);
  const handIn = async (name: string) => {
    const teamId = await seedTeam(db, courseId, name);
    const student = client(url, (await seedPerson(db, courseId, 'student', { teamId })).key);
    const sent = await student.upload(`/v1/assignments/${assignmentId}/submissions`, await archiveOf({ 'a.py': name }));
    assert.deepEqual(sent.body, (await student.get(sent.body.links.self)).body, 'it is told at once');
    return async () => {
      const { position, estimatedStartSeconds } = (await student.get(sent.body.links.self)).body.run;
      return [position, estimatedStartSeconds];
    };
  };
  const first = await handIn('Red');
  assert.deepEqual(await first(), [0, null], 'nothing has run yet');
  await gradeNext(db, [caseOf('reference/python')]);
  assert.deepEqual(await first(), [null, null]);
  await db.pool.query(`UPDATE run SET started_at = ended_at - interval '40 seconds'`);
  const waiting = [await handIn('Blue'), await handIn('Green'), await handIn('White')];
  const places = async () => Promise.all(waiting.map((place) => place()));
  assert.deepEqual(await places(), [
    [0, 0],
    [1, 40],
    [2, 80],
  ]);
  // A second worker halves it.
  await db.pool.query(
    `INSERT INTO run_attempt (id, run_id, number, worker, lease_until, ended_at, ending)
     SELECT gen_random_uuid(), id, 2, 'other', now() + interval '1 hour', now(), 'lost' FROM run WHERE state = 'done'`,
  );
  assert.deepEqual((await places())[2], [2, 40]);
});
