import assert from 'node:assert/strict';
import { type ApiClient, done, raw, refused } from '../client.ts';
import type { Ground } from '../ground.ts';

const roster = `name,email,external_id,github,section,team
Ada Lovelace,ada@example.edu,1001,ada,Monday,Red
Alan Turing,alan@example.edu,1002,nobody-there,Tuesday,Red
`;

export interface Course {
  readonly courseId: string;
  readonly teamId: string;
  readonly ada: { readonly userId: string; readonly client: ApiClient; readonly key: string };
  /** Enrolled, but in no team. */
  readonly loner: ApiClient;
}

/** A course with its roster, a team, and a student's key. */
export async function walkCourses({ owner, client }: Ground): Promise<Course> {
  const body = { slug: 'networks', title: 'Computer Networks' };
  const { id: courseId } = await done(owner.POST('/v1/courses', { body }));
  await refused(owner.POST('/v1/courses', { body }), 'conflict', /networks/);
  await refused(owner.POST('/v1/courses', { body: { title: 7 } as never }), 'invalid-body', /body\.slug.*body\.title/);
  await refused(owner.POST('/v1/courses', raw('{"slug": ', 'application/json')), 'malformed-request', /JSON/);
  await refused(owner.POST('/v1/courses', raw('slug=a', 'text/plain')), 'unsupported-media-type');
  await refused(owner.POST('/v1/courses', { body: { ...body, title: 'x'.repeat(1 << 20) } }), 'too-large');
  await refused(owner.GET('/v1/courses', { params: { query: { limit: 0 } } }), 'invalid-query', /limit/);
  assert.equal((await done(owner.GET('/v1/courses'))).items[0]?.role, 'owner');
  await refused(client(undefined).GET('/v1/courses'), 'unauthenticated');

  const here = { params: { path: { courseId } } };
  assert.equal((await done(owner.GET('/v1/courses/{courseId}', here))).timeZone, 'UTC');
  const nowhere = { params: { path: { courseId: crypto.randomUUID() } } };
  await refused(owner.GET('/v1/courses/{courseId}', nowhere), 'not-found');
  const berlin = { ...here, body: { timeZone: 'Europe/Berlin' } };
  assert.equal((await done(owner.PATCH('/v1/courses/{courseId}', berlin))).timeZone, 'Europe/Berlin');

  await done(owner.POST('/v1/courses/{courseId}/sections', { ...here, body: { name: 'Monday' } }));
  const imported = await done(owner.POST('/v1/courses/{courseId}/roster', { ...here, ...raw(roster, 'text/csv') }));
  assert.deepEqual(imported, { enrolled: 2, updated: 0, sectionsMade: 1, teamsMade: 1 });
  const checked = await done(owner.POST('/v1/roster-check', raw(roster, 'text/csv')));
  assert.equal(checked.items.length, 2);
  const nameless = raw('name,email\n,nobody@example.edu\n', 'text/csv');
  await refused(owner.POST('/v1/courses/{courseId}/roster', { ...here, ...nameless }), 'invalid-roster', /line 2/);
  const sections = await done(owner.GET('/v1/courses/{courseId}/sections', here));
  assert.deepEqual(
    sections.items.map(({ name }) => name),
    ['Monday', 'Tuesday'],
  );

  const people = await done(owner.GET('/v1/courses/{courseId}/people', here));
  const idOf = (name: string) => people.items.find((one) => one.name === name)!.userId;
  const [ada, alan] = [idOf('Ada Lovelace'), idOf('Alan Turing')];
  const blue = { slug: 'blue', name: 'Blue', members: [alan] };
  const { id: blueId } = await done(owner.POST('/v1/courses/{courseId}/teams', { ...here, body: blue }));
  const blueTeam = { params: { path: { courseId, teamId: blueId } } };
  const emptied = owner.PUT('/v1/courses/{courseId}/teams/{teamId}/members', { ...blueTeam, body: { members: [] } });
  assert.deepEqual((await done(emptied)).members, []);
  const teams = (await done(owner.GET('/v1/courses/{courseId}/teams', here))).items;
  const red = teams.find(({ name }) => name === 'Red')!;
  assert.deepEqual(
    red.members.map(({ userId }) => userId),
    [ada],
  );

  const keyFor = async (userId: string) => {
    const wish = { name: 'Autumn', scopes: ['read' as const, 'submit' as const] };
    const path = { courseId, userId };
    return done(owner.POST('/v1/courses/{courseId}/people/{userId}/keys', { params: { path }, body: wish }));
  };
  const [adas, alans] = [await keyFor(ada), await keyFor(alan)];
  const student = client(adas.key);
  await refused(student.GET('/v1/courses/{courseId}/people', here), 'forbidden');
  return {
    courseId,
    teamId: red.id,
    ada: { userId: ada, client: student, key: adas.key },
    loner: client(alans.key),
  };
}

/** What a student does with keys. */
export async function walkKeys({ client }: Ground, { ada }: Course): Promise<void> {
  const me = await done(ada.client.GET('/v1/me'));
  assert.deepEqual([me.userId, me.courses[0]?.role], [ada.userId, 'student']);
  const laptop = await done(ada.client.POST('/v1/keys', { body: { name: 'Laptop', scopes: ['read'] } }));
  const wider = ada.client.POST('/v1/keys', { body: { name: 'More', scopes: ['manage'] } });
  await refused(wider, 'forbidden', /manage/);
  assert.equal((await done(ada.client.GET('/v1/keys'))).items.length, 2);
  await done(ada.client.DELETE('/v1/keys/{keyId}', { params: { path: { keyId: laptop.id } } }));
  await refused(client(laptop.key).GET('/v1/me'), 'unauthenticated', /revoked/);
}
