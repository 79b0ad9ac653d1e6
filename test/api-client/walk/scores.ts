import assert from 'node:assert/strict';
import { caseOf, gradeNext } from '../../../api/src/testing/grade.ts';
import { done, refused } from '../client.ts';
import type { Ground } from '../ground.ts';
import type { Assignment } from './assignments.ts';
import type { Course } from './courses.ts';

/** What an instructor looks at, and changes by hand. */
export async function walkScores(ground: Ground, course: Course, { assignmentId }: Assignment, submissionId: string) {
  const { owner, service } = ground;
  const here = { params: { path: { assignmentId } } };
  const team = { params: { path: { assignmentId, teamId: course.teamId } } };
  const rows = async () => {
    const query = { search: 'red', below: 100 };
    const { items } = await done(
      owner.GET('/v1/assignments/{assignmentId}/results', { params: { path: { assignmentId }, query } }),
    );
    return items.map(({ team, members, score }) => [team, members, score?.final]);
  };
  assert.deepEqual(await rows(), [['Red', ['Ada Lovelace'], 17]]);
  const statistics = await done(owner.GET('/v1/assignments/{assignmentId}/case-statistics', here));
  assert.deepEqual(statistics.items.map(({ caseId, meanShare }) => [caseId, meanShare]).sort(), [
    ['peer/python/client/reset', 1],
    ['reference/python/client', 0.7],
  ]);

  const again = (reason: string) => {
    const params = { path: { submissionId }, header: { 'idempotency-key': 'ill-1' } };
    return owner.POST('/v1/submissions/{submissionId}/runs', { params, body: { reason } });
  };
  const { runId } = await done(again('Our worker was ill'));
  assert.equal((await done(again('Our worker was ill'))).runId, runId);
  await refused(again('Once more'), 'idempotency-key-reused');
  const { claim } = await gradeNext(service.db, [caseOf('reference/python/client', { points: 8 })]);
  assert.equal(claim.runId, runId);
  assert.deepEqual(await rows(), [['Red', ['Ada Lovelace'], 8]]);

  const scores = async () =>
    (await done(owner.GET('/v1/assignments/{assignmentId}/teams/{teamId}/scores', team))).items;
  const [present] = await scores();
  const override = (supersedes: string) => {
    const body = { adjustment: 2, reason: 'Comments, by hand', supersedes };
    return owner.POST('/v1/assignments/{assignmentId}/teams/{teamId}/scores', { ...team, body });
  };
  assert.equal((await done(override(present!.id))).final, 10);
  await refused(override(present!.id), 'conflict', /by now/);
  const query = { limit: 1 };
  const first = owner.GET('/v1/assignments/{assignmentId}/teams/{teamId}/scores', {
    params: { ...team.params, query },
  });
  assert.equal(typeof (await done(first)).next, 'string');
  assert.deepEqual(
    (await scores()).map(({ final, standing }) => [final, standing]),
    [
      [10, 'current'],
      [8, 'superseded'],
      [17, 'superseded'],
    ],
  );

  const extension = { dueAt: '2099-10-08T22:00:00Z', reason: 'Illness' };
  await done(owner.PUT('/v1/assignments/{assignmentId}/extensions/{teamId}', { ...team, body: extension }));
  const granted = await done(course.ada.client.GET('/v1/assignments/{assignmentId}/extensions', here));
  assert.deepEqual(
    granted.items.map(({ teamId, reason }) => [teamId, reason]),
    [[course.teamId, 'Illness']],
  );
}

/** Each format, as what it is said to be. */
export async function walkExports({ owner }: Ground, course: Course, { assignmentId }: Assignment): Promise<void> {
  const formatted = (format: 'canvas' | 'moodle' | 'gradescope' | 'archive', by = owner) =>
    by.GET('/v1/assignments/{assignmentId}/export', {
      params: { path: { assignmentId }, query: { format } },
      parseAs: 'text',
    });
  for (const format of ['canvas', 'moodle'] as const) assert.match(await done(formatted(format)), /Ada Lovelace/);
  const results = JSON.parse(await done(formatted('gradescope')));
  // Blue is nobody's, and without a submission.
  assert.deepEqual(
    results.submissions.map(({ team }: { team: string }) => team),
    ['Red'],
  );
  assert.equal(JSON.parse(await done(formatted('archive'))).format, 'gradewire-archive/1');
  await refused(formatted('archive', course.ada.client), 'forbidden');
}
