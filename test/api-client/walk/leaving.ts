import assert from 'node:assert/strict';
import { done, raw, refused } from '../client.ts';
import type { Ground } from '../ground.ts';
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
