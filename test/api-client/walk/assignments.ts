import assert from 'node:assert/strict';
import { archiveOf } from '../../../api/src/testing/archive.ts';
import { caseOf, gradeNext } from '../../../api/src/testing/grade.ts';
import { done, gzip, refused } from '../client.ts';
import type { Ground } from '../ground.ts';
import type { Course } from './courses.ts';

export interface Assignment {
  readonly assignmentId: string;
  readonly versionId: string;
}

/** An assignment, from its making to the version that was tried and published. */
export async function walkAssignments({ owner, service }: Ground, course: Course): Promise<Assignment> {
  const { courseId, teamId } = course;
  const inCourse = { params: { path: { courseId } } };
  const body = { slug: 'hello', title: 'Hello Internet', dueAt: '2099-10-01T22:00:00Z', latePercentPerDay: 10 };
  const made = await done(owner.POST('/v1/courses/{courseId}/assignments', { ...inCourse, body }));
  const assignmentId = made.id;
  await refused(owner.POST('/v1/courses/{courseId}/assignments', { ...inCourse, body }), 'conflict');
  const listed = await done(owner.GET('/v1/courses/{courseId}/assignments', inCourse));
  assert.deepEqual(listed.items, [made]);

  const here = { params: { path: { assignmentId } } };
  const asStudent = course.ada.client.GET('/v1/assignments/{assignmentId}', here);
  await refused(asStudent, 'not-found');
  const contrary = owner.PATCH('/v1/assignments/{assignmentId}', {
    ...here,
    body: { opensAt: '2100-01-01T00:00:00Z' },
  });
  await refused(contrary, 'conflict', /order/);
  await done(owner.PATCH('/v1/assignments/{assignmentId}', { ...here, body: { selfChecksPerDay: 1 } }));
  assert.equal((await done(owner.GET('/v1/assignments/{assignmentId}', here))).selfChecksPerDay, 1);

  const unknown = owner.POST('/v1/assignments/{assignmentId}/versions', { ...here, body: { kit: 'chess' } });
  await refused(unknown, 'invalid-body', /body\.kit/);
  const draft = { kit: 'hello-internet', config: { interopFullAt: 0.9 } };
  const version = await done(owner.POST('/v1/assignments/{assignmentId}/versions', { ...here, body: draft }));
  const versionId = version.id;
  const one = { params: { path: { versionId } } };
  const archive = gzip(await archiveOf({ 'python/client.py': 'print("sample")' }));
  const early = { params: { path: { assignmentId }, query: { team: teamId } }, ...archive };
  await refused(owner.POST('/v1/assignments/{assignmentId}/submissions', early), 'not-open', /published yet/);
  await done(owner.PATCH('/v1/versions/{versionId}', { ...one, body: { seeds: [7] } }));

  const publishing = { params: { path: { assignmentId, versionId } } };
  const publish = () => owner.POST('/v1/assignments/{assignmentId}/versions/{versionId}/publish', publishing);
  await refused(publish(), 'trial-needed', /no trial/);
  const tried = await done(owner.POST('/v1/versions/{versionId}/trial', { ...one, ...archive }));
  assert.equal(tried.trial?.state, 'waiting');
  await gradeNext(service.db, [caseOf('reference/python/client')]);
  assert.equal((await done(owner.GET('/v1/versions/{versionId}', one))).trial?.score, 10);
  assert.equal((await done(publish())).state, 'published');
  await refused(publish(), 'conflict', /published already/);

  // Students see which kit it is, and nothing of how it is set up.
  const seen = await done(course.ada.client.GET('/v1/assignments/{assignmentId}/versions', here));
  assert.deepEqual(
    seen.items.map(({ kit, config, trial }) => [kit, config, trial]),
    [['hello-internet', undefined, undefined]],
  );
  return { assignmentId, versionId };
}
