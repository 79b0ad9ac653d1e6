import assert from 'node:assert/strict';
import { archiveOf } from '../../../api/src/testing/archive.ts';
import { done, gzip, raw, refused } from '../client.ts';
import type { Ground } from '../ground.ts';
import type { Assignment } from './assignments.ts';
import type { Course } from './courses.ts';

/** Somebody who works alone comes late, loses a key, and leaves. */
export async function walkLeaving({ owner, client }: Ground, { courseId }: Course): Promise<void> {
  const csv = raw('name,email,github\nGrace Hopper,grace@example.edu,grace\n', 'text/csv');
  const alone = { params: { path: { courseId }, query: { alone: 'teams' as const } } };
  const imported = await done(owner.POST('/v1/courses/{courseId}/roster', { ...alone, ...csv }));
  assert.deepEqual([imported.enrolled, imported.teamsMade], [1, 1]);
  const here = { params: { path: { courseId } } };
  const people = (await done(owner.GET('/v1/courses/{courseId}/people', here))).items;
  const [grace, boss] = [
    people.find(({ name }) => name === 'Grace Hopper')!,
    people.find(({ role }) => role === 'owner')!,
  ];
  const team = (await done(owner.GET('/v1/courses/{courseId}/teams', here))).items.find(
    ({ id }) => id === grace.teamId,
  );
  assert.deepEqual([team?.slug, team?.members.length], ['grace', 1]);

  const path = { courseId, userId: grace.userId };
  const body = { name: 'Lost', scopes: ['read' as const] };
  const lost = await done(owner.POST('/v1/courses/{courseId}/people/{userId}/keys', { params: { path }, body }));
  const reader = client(lost.key);
  assert.equal((await done(reader.GET('/v1/me'))).userId, grace.userId);
  const listed = await done(owner.GET('/v1/courses/{courseId}/people/{userId}/keys', { params: { path } }));
  assert.deepEqual(
    listed.items.map(({ id }) => id),
    [lost.id],
  );
  const one = { params: { path: { ...path, keyId: lost.id } } };
  await done(owner.DELETE('/v1/courses/{courseId}/people/{userId}/keys/{keyId}', one));
  await refused(reader.GET('/v1/me'), 'unauthenticated', /revoked/);

  await done(owner.DELETE('/v1/courses/{courseId}/people/{userId}', { params: { path } }));
  await refused(owner.DELETE('/v1/courses/{courseId}/people/{userId}', { params: { path } }), 'not-found');
  const last = { params: { path: { courseId, userId: boss.userId } } };
  await refused(owner.DELETE('/v1/courses/{courseId}/people/{userId}', last), 'conflict', /no owner/);
}

/** The term is over; then it is not. */
export async function walkArchiving({ owner }: Ground, { courseId, ada }: Course, { assignmentId }: Assignment) {
  const here = { params: { path: { courseId } } };
  const archived = (is: boolean) => done(owner.PATCH('/v1/courses/{courseId}', { ...here, body: { archived: is } }));
  const { archivedAt } = await archived(true);
  assert.equal((await done(ada.client.GET('/v1/courses/{courseId}', here))).archivedAt, archivedAt);
  const archive = gzip(await archiveOf({ 'python/client.py': 'print("late")' }));
  const handIn = { params: { path: { assignmentId } }, ...archive };
  await refused(ada.client.POST('/v1/assignments/{assignmentId}/submissions', handIn), 'not-open', /archived/);
  assert.equal((await archived(false)).archivedAt, null);
}
