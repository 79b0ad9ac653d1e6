import assert from 'node:assert/strict';
import { test } from 'node:test';
import { done, refused } from './api-client/client.ts';
import { startGround } from './api-client/ground.ts';
import { walkAssignments } from './api-client/walk/assignments.ts';
import { walkCourses, walkKeys } from './api-client/walk/courses.ts';
import { walkGithub } from './api-client/walk/github.ts';
import { walkArchiving, walkLeaving } from './api-client/walk/leaving.ts';
import { walkMatrix } from './api-client/walk/matrix.ts';
import { walkRegrades } from './api-client/walk/regrades.ts';
import { walkExports, walkScores } from './api-client/walk/scores.ts';
import { walkSelfChecks, walkSubmissions } from './api-client/walk/submissions.ts';

test('a course walked through a generated client: every operation, every answer as documented', async () => {
  await using ground = await startGround();
  const course = await walkCourses(ground);
  await walkKeys(ground, course);
  const assignment = await walkAssignments(ground, course);
  const submissionId = await walkSubmissions(ground, course, assignment);
  await walkSelfChecks(ground, course, assignment);
  await walkScores(ground, course, assignment, submissionId);
  await walkMatrix(ground, course, assignment);
  await walkRegrades(ground, course, assignment);
  await walkExports(ground, course, assignment);
  await walkGithub(ground, course, assignment);
  await walkLeaving(ground, course);
  await walkArchiving(ground, course, assignment);

  const impatient = ground.client(course.ada.key, (await ground.impatient(1)).url);
  await done(impatient.GET('/v1/me'));
  await refused(impatient.GET('/v1/me'), 'rate-limited');
  // A fault of ours that is none of the outside's: a table that is not there.
  await ground.service.db.pool.query('ALTER TABLE section RENAME TO elsewhere');
  const here = { params: { path: { courseId: course.courseId } } };
  await refused(ground.owner.GET('/v1/courses/{courseId}/sections', here), 'internal', /request id/);

  assert.deepEqual(ground.ledger.unused(), [], 'operations of the document that this walk does not exercise');
  assert.deepEqual(ground.ledger.unprovoked(), [], 'types of problem that this walk does not run into');
});
