import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId } from '@gradewire/db';
import { archiveOf } from './testing/archive.ts';
import { assertProblem, client } from './testing/client.ts';
import { seedAssignment, seedCourse, seedPerson } from './testing/seed.ts';
import { type Service, startService } from './testing/service.ts';

let service: Service;
let courseId: string;
let staff: ReturnType<typeof client>;
let student: ReturnType<typeof client>;
let studentId: string;

before(async () => {
  service = await startService();
  const { db, url } = service;
  courseId = await seedCourse(db);
  staff = client(url, (await seedPerson(db, courseId, 'instructor')).key);
  const person = await seedPerson(db, courseId, 'student');
  studentId = person.userId;
  student = client(url, person.key);
});
after(() => service[Symbol.asyncDispose]());

const idsOf = ({ body }: { body: { items: { id: string }[] } }) => body.items.map(({ id }) => id);

test('a course is changed by staff, and each change is in the audit log', async () => {
  const course = `/v1/courses/${courseId}`;
  const changed = await staff.send('PATCH', course, { title: 'Networks II', everySubmissionCounts: true });
  assert.deepEqual([changed.body.title, changed.body.everySubmissionCounts], ['Networks II', true]);
  assert.equal((await student.get(course)).body.title, 'Networks II');
  assertProblem(await staff.send('PATCH', course, { timeZone: 'Mars/Olympus' }), 400, 'invalid-body', /timeZone/);
  assertProblem(await student.send('PATCH', course, { title: 'Mine' }), 403, 'forbidden');
  const [entry] = await service.db.prisma.auditLog.findMany({ where: { courseId, action: 'course.change' } });
  assert.deepEqual(entry?.detail, { title: 'Networks II', everySubmissionCounts: true });
});

test('sections are made once', async () => {
  const sections = `/v1/courses/${courseId}/sections`;
  const made = await staff.post(sections, { name: 'Monday' });
  assert.equal(made.status, 201, made.text);
  assertProblem(await staff.post(sections, { name: 'Monday' }), 409, 'conflict', /Monday/);
  assert.deepEqual(idsOf(await student.get(sections)), [made.body.id]);
});

test('an assignment is not there for students until a version is published, and its set-up never is', async () => {
  const assignments = `/v1/courses/${courseId}/assignments`;
  const draft = await staff.post(assignments, { slug: 'draft', title: 'Draft' });
  const { assignmentId } = await seedAssignment(service.db, courseId);
  assert.deepEqual(idsOf(await staff.get(assignments)).length, 2);
  assert.deepEqual(idsOf(await student.get(assignments)), [assignmentId]);
  assertProblem(await student.get(draft.headers.get('location')!), 404, 'not-found');
  assert.equal((await student.get(`/v1/assignments/${assignmentId}`)).body.title, 'Hello Internet');
  const config = { interopFullAt: 0.5 };
  const unpublished = await staff.post(`/v1/assignments/${assignmentId}/versions`, {
    kit: 'hello-internet',
    config,
    seeds: [7],
  });
  assert.equal(unpublished.body.number, 2);
  const versions = `/v1/assignments/${assignmentId}/versions`;
  assert.deepEqual((await staff.get(versions)).body.items[0].config, config);
  const seen = await student.get(versions);
  assert.equal(seen.body.items.length, 1);
  assert.doesNotMatch(seen.text, /config|seeds|visibility|points/);
  const elsewhere = await seedAssignment(service.db, courseId);
  const wrong = `/v1/assignments/${elsewhere.assignmentId}/versions/${unpublished.body.id}/publish`;
  assertProblem(await staff.post(wrong), 404, 'not-found');
});

test('the seeds of what counts are drawn for the first version, and kept by later ones that name none', async () => {
  const first = async (slug: string) => {
    const { headers } = await staff.post(`/v1/courses/${courseId}/assignments`, { slug, title: slug });
    const versions = `${headers.get('location')}/versions`;
    return { versions, made: (await staff.post(versions, { kit: 'hello-internet' })).body };
  };
  const [one, other] = [await first('one'), await first('other')];
  assert.match(JSON.stringify(one.made.seeds), /^\{"official":\[\d+\]\}$/);
  assert.notDeepEqual(one.made.seeds, other.made.seeds);
  const second = (await staff.post(one.versions, { kit: 'hello-internet' })).body;
  assert.deepEqual(second.seeds, one.made.seeds);
  const emptied = await staff.send('PATCH', `/v1/versions/${second.id}`, { seeds: [] });
  assert.deepEqual(emptied.body.seeds, one.made.seeds);
  const named = await staff.post(one.versions, { kit: 'hello-internet', seeds: [3, 4] });
  assert.deepEqual(named.body.seeds, { official: [3, 4] });
});

test('keys for others go downwards only', async () => {
  const place = (userId: string) => `/v1/courses/${courseId}/people/${userId}/keys`;
  const { userId: colleague } = await seedPerson(service.db, courseId, 'instructor');
  const wish = { name: 'k', scopes: ['read'] };
  const made = await staff.post(place(studentId), wish);
  assert.equal(made.status, 201, made.text);
  assert.equal(made.body.courseId, courseId);
  assertProblem(await staff.post(place(colleague), wish), 403, 'forbidden');
  assertProblem(
    await staff.post(place(studentId), { name: 'k', scopes: ['read', 'grade'] }),
    403,
    'forbidden',
    /grade/,
  );
  assertProblem(await student.post(place(studentId), wish), 403, 'forbidden');
  assertProblem(await staff.post(place(newId()), wish), 404, 'not-found');
  const past = { ...wish, expiresAt: '2020-01-01T00:00:00Z' };
  assertProblem(await staff.post(place(studentId), past), 400, 'invalid-body', /past/);
  // What staff made for a student cannot touch the student's own keys.
  const forCourse = client(service.url, made.body.key);
  const own = (await student.get('/v1/keys')).body.items.find(
    (key: { courseId: null | string }) => key.courseId === null,
  );
  assertProblem(await forCourse.send('DELETE', `/v1/keys/${own.id}`), 404, 'not-found');
  assert.equal((await student.get('/v1/me')).status, 200);
});

test('teams: members move, and staff of other courses reach nothing', async () => {
  const { db, url } = service;
  const courseId = await seedCourse(db);
  const staff = client(url, (await seedPerson(db, courseId, 'instructor')).key);
  const { userId, key } = await seedPerson(db, courseId, 'student');
  const student = client(url, key);
  const stranger = client(url, (await seedPerson(db, await seedCourse(db), 'owner')).key);
  const teams = `/v1/courses/${courseId}/teams`;
  const red = await staff.post(teams, { slug: 'red', name: 'Red', members: [userId] });
  assert.equal(red.status, 201, red.text);
  const blue = await staff.post(teams, { slug: 'blue', name: 'Blue' });
  const moved = await staff.send('PUT', `${teams}/${blue.body.id}/members`, { members: [userId] });
  assert.equal(moved.body.members[0].userId, userId);
  const own = (await student.get(teams)).body.items;
  assert.deepEqual(
    own.map(({ id }: { id: string }) => id),
    [blue.body.id],
  );
  assertProblem(await staff.post(teams, { slug: 'red', name: 'Again' }), 409, 'conflict');
  assertProblem(
    await staff.send('PUT', `${teams}/${blue.body.id}/members`, { members: [blue.body.id] }),
    400,
    'invalid-body',
  );
  assertProblem(await stranger.send('PUT', `${teams}/${blue.body.id}/members`, { members: [] }), 404, 'not-found');
  assertProblem(await student.send('PUT', `${teams}/${blue.body.id}/members`, { members: [] }), 403, 'forbidden');
  assertProblem(await student.get(`/v1/courses/${courseId}/people`), 403, 'forbidden');
  const { assignmentId } = await seedAssignment(db, courseId, { closesAt: new Date(Date.now() - 1000) });
  const submissions = `/v1/assignments/${assignmentId}/submissions`;
  const archive = await archiveOf({ 'a.py': 'a' });
  assertProblem(await student.upload(submissions, archive), 409, 'not-open');
  const extension = { dueAt: new Date(Date.now() + 3_600_000).toISOString(), reason: 'was ill' };
  const granted = await staff.send('PUT', `/v1/assignments/${assignmentId}/extensions/${blue.body.id}`, extension);
  assert.equal(granted.status, 200, granted.text);
  assert.equal((await student.upload(submissions, archive)).status, 202);
  assert.equal((await student.get(`/v1/assignments/${assignmentId}/extensions`)).body.items.length, 1);
  assertProblem(
    await student.send('PUT', `/v1/assignments/${assignmentId}/extensions/${blue.body.id}`, extension),
    403,
    'forbidden',
  );
  const due = await seedAssignment(db, courseId, { dueAt: new Date(Date.now() + 7_200_000) });
  const earlier = await staff.send('PUT', `/v1/assignments/${due.assignmentId}/extensions/${blue.body.id}`, extension);
  assertProblem(earlier, 400, 'invalid-body', /body\.dueAt: is before the assignment is due/);
  assertProblem(
    await staff.send('PATCH', `/v1/assignments/${assignmentId}`, { dueAt: extension.dueAt }),
    409,
    'conflict',
  );
});
