import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ShownAnswer } from '../http/serve-shown.ts';
import { noCircumstances } from '../store/circumstances.ts';
import { projectionFor, projectionOutsideCourses } from './for-role.ts';
import type { Everything, Kind, Seen } from './projection.ts';

const id = '01890000-0000-7000-8000-000000000001';
const time = '2026-11-01T12:00:00.000Z';
const key: Everything['key']['key'] = {
  ...{ id, name: 'Laptop', prefix: 'gw_abc', courseId: id, scopes: ['read'] },
  ...{ createdAt: time, expiresAt: null, lastUsedAt: time, revokedAt: null },
};
const assignment: Everything['assignment']['assignment'] = {
  ...{ id, courseId: id, slug: 'hello', title: 'Hello', opensAt: time, dueAt: time, closesAt: time },
  ...{ latePercentPerDay: 10, lateGraceSeconds: 60, selfChecksPerDay: 5, selfCheckBurst: 2 },
  ...{ matrixNames: 'languages', currentVersionId: id, createdAt: time },
};
const all = {
  course: {
    course: {
      ...{ id, slug: 'networks', title: 'Networks', timeZone: 'UTC' },
      ...{ everySubmissionCounts: false, createdAt: time, archivedAt: null, role: 'student' },
    },
  },
  section: { section: { id, name: 'Monday' } },
  team: { team: { id, slug: 'red', name: 'Red', members: [{ userId: id, name: 'Ada' }] }, own: false },
  assignment: { assignment },
  extension: { extension: { teamId: id, dueAt: time, reason: 'Illness', createdAt: time }, own: false },
  key: { key, own: false },
  issuedKey: { issued: { ...key, key: 'gw_abc_secret' }, own: false },
  me: { me: { userId: id, name: 'Ada', scopes: ['read'], courses: [] } },
  rosterImport: { imported: { enrolled: 1, updated: 0, sectionsMade: 0, teamsMade: 0 } },
  rosterPerson: {
    person: {
      ...{ line: 2, name: 'Ada', email: 'a@b.c', externalId: null, github: null, githubId: null },
      ...{ section: null, team: null, role: 'student' },
    },
  },
} satisfies { [K in Kind]?: Everything[K] };
type CourseKind = keyof typeof all;
const kinds = Object.keys(all) as CourseKind[];
const seen = <K extends CourseKind>(role: 'owner' | 'instructor' | 'assistant' | 'student', kind: K, more = {}) =>
  projectionFor(role)[kind]({ ...all[kind], ...more } as never, noCircumstances());
const whole = (kind: CourseKind) => Object.values(all[kind])[0];

test('owners and instructors see all of their course', () => {
  for (const role of ['owner', 'instructor'] as const)
    for (const kind of kinds) assert.deepEqual(seen(role, kind), whole(kind), `${role}: ${kind}`);
});

test("assistants see teams, extensions and drafts, but nobody else's keys", () => {
  for (const kind of ['course', 'section', 'team', 'assignment', 'extension'] as const)
    assert.deepEqual(seen('assistant', kind), whole(kind), kind);
  assert.notEqual(seen('assistant', 'assignment', { assignment: { ...assignment, currentVersionId: null } }), null);
  for (const kind of ['key', 'issuedKey', 'rosterImport'] as const) assert.equal(seen('assistant', kind), null, kind);
});

test("a student sees the own team, its extension and the own keys, none of others', and no assignment unpublished", () => {
  for (const kind of ['team', 'extension', 'key', 'issuedKey'] as const) {
    assert.equal(seen('student', kind), null, kind);
    assert.deepEqual(seen('student', kind, { own: true }), whole(kind), kind);
    assert.deepEqual(seen('assistant', kind, { own: true }), whole(kind), kind);
  }
  assert.deepEqual(seen('student', 'assignment'), assignment);
  assert.equal(seen('student', 'assignment', { assignment: { ...assignment, currentVersionId: null } }), null);
  for (const kind of ['course', 'section', 'me'] as const) assert.deepEqual(seen('student', kind), whole(kind), kind);
  assert.equal(seen('student', 'rosterImport'), null);
});

test('outside courses nobody sees more than a student does', () => {
  const project = projectionOutsideCourses();
  assert.equal(project.key(all.key, noCircumstances()), null);
  assert.deepEqual(project.key({ ...all.key, own: true }, noCircumstances()), key);
  assert.equal(project.person({ person: {} as never }, noCircumstances()), null);
});

test('the compiler refuses a handler what no projection returned, alone or in a list', () => {
  const asked: ShownAnswer<Seen['section']> | null = projectionFor('owner').section(all.section, noCircumstances());
  // @ts-expect-error
  const unasked: ShownAnswer<Seen['section']> = all.section.section;
  // @ts-expect-error
  const list: ShownAnswer<{ items: Seen['section'][] }> = { items: [all.section.section] };
  assert.deepEqual([unasked, list], [asked, { items: [asked] }]);
});
