import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId } from '@gradewire/db';
import type { CourseRole } from './contracts/fields.ts';
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

/** A course with one of each role, and calls on its people. */
async function seedClass() {
  const { db, url } = service;
  const courseId = await seedCourse(db);
  const teamId = await seedTeam(db, courseId, 'Red');
  const one = async (role: CourseRole, more = {}) => {
    const person = await seedPerson(db, courseId, role, more);
    return { ...person, client: client(url, person.key) };
  };
  const [owner, instructor, assistant] = [await one('owner'), await one('instructor'), await one('assistant')];
  const student = await one('student', { teamId });
  const course = `/v1/courses/${courseId}`;
  const at = ({ userId }: { userId: string }) => `${course}/people/${userId}`;
  const remove = (by: typeof owner, who: { userId: string }) => by.client.send('DELETE', at(who));
  const roster = (text: string, query = '') =>
    instructor.client.send('POST', `${course}/roster${query}`, text, { 'Content-Type': 'text/csv' });
  const people = async (by = instructor) =>
    (await by.client.get(`${course}/people`)).body.items as {
      userId: string;
      name: string;
      role: string;
      teamId: string | null;
    }[];
  const teams = async () =>
    (await instructor.client.get(`${course}/teams`)).body.items as {
      id: string;
      slug: string;
      name: string;
      members: { name: string }[];
    }[];
  return { courseId, course, teamId, owner, instructor, assistant, student, one, at, remove, roster, people, teams };
}
const addressOf = ({ userId }: { userId: string }) => `${userId}@example.edu`;

test('whoever is taken off sees nothing of the course, is in no team, and their scores stay; a roster brings them back', async () => {
  const { db, url } = service;
  const { courseId, course, teamId, instructor, student, at, remove, roster, people, teams } = await seedClass();
  const issued = await instructor.client.post(`${at(student)}/keys`, { name: 'k', scopes: ['read', 'submit'] });
  const { assignmentId } = await seedAssignment(db, courseId);
  const assignment = `/v1/assignments/${assignmentId}`;
  const sent = await student.client.upload(`${assignment}/submissions`, await archiveOf({ 'a.py': 'a' }));
  await gradeNext(db, [caseOf('reference/python-client', { points: 8 })]);

  const removed = await remove(instructor, student);
  assert.deepEqual([removed.status, removed.text], [204, '']);
  assertProblem(await student.client.get(course), 404, 'not-found');
  assertProblem(await student.client.get(sent.body.links.result), 404, 'not-found');
  assert.deepEqual((await student.client.get('/v1/me')).body.courses, []);
  assertProblem(await client(url, issued.body.key).get('/v1/me'), 401, 'unauthenticated', /revoked/);
  assert.equal(
    (await people()).some(({ userId }) => userId === student.userId),
    false,
  );
  assert.deepEqual(
    (await teams()).map(({ members }) => members),
    [[]],
  );
  const table = (await instructor.client.get(`${assignment}/results`)).body.items;
  assert.deepEqual([table[0].teamId, table[0].score.final, table[0].submissionId], [teamId, 8, sent.body.id]);
  assert.equal((await instructor.client.get(sent.body.links.result)).status, 200);
  const [entry] = await db.prisma.auditLog.findMany({ where: { courseId, action: 'person.remove' } });
  assert.deepEqual([entry?.subjectId, entry?.actorId], [student.userId, instructor.userId]);
  assert.deepEqual(entry?.detail, { role: 'student', keysRevoked: 1 });
  assertProblem(await remove(instructor, student), 404, 'not-found', /person/);
  const members = await instructor.client.send('PUT', `${course}/teams/${teamId}/members`, {
    members: [student.userId],
  });
  assertProblem(members, 400, 'invalid-body', /Not in this course/);

  const back = await roster(`name,email,team\nAda,${addressOf(student)},Red\n`);
  assert.deepEqual([back.body.enrolled, back.body.updated], [0, 1]);
  assert.equal((await student.client.get(course)).body.role, 'student');
  assert.equal((await student.client.get(sent.body.links.result)).status, 200);
  // What was revoked stays so.
  assert.equal((await client(url, issued.body.key).get('/v1/me')).status, 401);
});

test('people are taken off by those above them, leave by themselves, and never leave a course without an owner', async () => {
  const { owner, instructor, assistant, student, one, remove, people, roster } = await seedClass();
  const colleague = await one('instructor');
  const stranger = await seedClass();
  assertProblem(await remove(assistant, student), 403, 'forbidden');
  assertProblem(await remove(student, student), 403, 'forbidden');
  assertProblem(await remove(instructor, colleague), 403, 'forbidden', /above instructors/);
  assertProblem(await remove(instructor, owner), 403, 'forbidden', /above owners/);
  assertProblem(await remove(stranger.owner, student), 404, 'not-found');
  assertProblem(await remove(instructor, { userId: newId() }), 404, 'not-found');
  const weak = await service.db.prisma.apiKey.findFirstOrThrow({ where: { userId: colleague.userId } });
  await service.db.prisma.apiKey.update({ where: { id: weak.id }, data: { scopes: ['read', 'grade'] } });
  assertProblem(await remove(colleague, student), 403, 'forbidden', /scope manage/);
  assert.equal((await remove(owner, colleague)).status, 204);
  assert.equal((await remove(instructor, assistant)).status, 204);

  assertProblem(await remove(owner, owner), 409, 'conflict', /no owner/);
  const second = await one('owner');
  // Both at once: one of them stays.
  const both = await Promise.all([remove(owner, owner), remove(second, second)]);
  assert.deepEqual(both.map(({ status }) => status).sort(), [204, 409]);
  const [gone, left] = both[0].status === 204 ? [owner, second] : [second, owner];
  assert.deepEqual((await people()).filter(({ role }) => role === 'owner').length, 1);
  // No roster makes an owner, not even one that was.
  await roster(`name,email,role\nBoss,${addressOf(gone)},instructor\n`);
  assert.equal((await people(left)).find(({ userId }) => userId === gone.userId)?.role, 'instructor');
  assert.equal((await remove(instructor, instructor)).status, 204);
});

test('staff list and revoke the keys of those below, as far as they are for this course', async () => {
  const { courseId, owner, instructor, assistant, student, one, at } = await seedClass();
  const colleague = await one('instructor');
  const keys = `${at(student)}/keys`;
  const make = async (name: string) => (await instructor.client.post(keys, { name, scopes: ['read'] })).body;
  const [first, second] = [await make('first'), await make('second')];
  const page = (await instructor.client.get(`${keys}?limit=1`)).body;
  assert.deepEqual([page.items.length, page.items[0].id, page.items[0].key], [1, second.id, undefined]);
  const rest = (await instructor.client.get(`${keys}?limit=1&cursor=${page.next}`)).body;
  // The student's own key, which is for all courses, is not among them.
  assert.deepEqual([rest.items.map(({ id }: { id: string }) => id), rest.next], [[first.id], null]);
  const own = await service.db.prisma.apiKey.findFirstOrThrow({ where: { userId: student.userId, courseId: null } });
  assertProblem(await instructor.client.send('DELETE', `${keys}/${own.id}`), 404, 'not-found', /key/);
  assertProblem(await instructor.client.send('DELETE', `${at(assistant)}/keys/${first.id}`), 404, 'not-found');
  for (const who of [assistant, student]) {
    assertProblem(await who.client.get(keys), 403, 'forbidden');
    assertProblem(await who.client.send('DELETE', `${keys}/${first.id}`), 403, 'forbidden');
  }
  assertProblem(await instructor.client.get(`${at(colleague)}/keys`), 403, 'forbidden', /above instructors/);
  assert.equal((await owner.client.get(`${at(colleague)}/keys`)).status, 200);
  assertProblem(await (await seedClass()).owner.client.get(keys), 404, 'not-found');

  for (const _ of ['once', 'again'])
    assert.equal((await instructor.client.send('DELETE', `${keys}/${first.id}`)).status, 204);
  assertProblem(await client(service.url, first.key).get('/v1/me'), 401, 'unauthenticated', /revoked/);
  assert.equal((await client(service.url, second.key).get('/v1/me')).status, 200);
  const log = await service.db.prisma.auditLog.findMany({ where: { courseId, action: 'key.revoke-of' } });
  assert.deepEqual(
    log.map(({ subjectId, detail }) => [subjectId, detail]),
    [[first.id, { userId: student.userId }]],
  );
});

for (const [what, ending] of [
  ['its key is revoked', 'key'],
  ['its reader is taken off the course', 'person'],
] as const) {
  test(`an open event stream ends when ${what}`, { timeout: 120_000 }, async () => {
    const { courseId, instructor, student, at, remove } = await seedClass();
    const made = await instructor.client.post(`${at(student)}/keys`, { name: 'k', scopes: ['read', 'submit'] });
    const key = ending === 'key' ? made.body.key : student.key;
    const { assignmentId } = await seedAssignment(service.db, courseId);
    const submissions = `/v1/assignments/${assignmentId}/submissions`;
    const sent = await client(service.url, key).upload(submissions, await archiveOf({ 'a.py': ending }));
    const headers = { Authorization: `Bearer ${key}` };
    const stream = await fetch(service.url + sent.body.links.events, { headers });
    const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
    let told = '';
    while (!told.includes('event: status')) told += (await reader.read()).value ?? assert.fail('ended too early');
    if (ending === 'key') await instructor.client.send('DELETE', `${at(student)}/keys/${made.body.id}`);
    else await remove(instructor, student);
    while (!(await reader.read()).done);
    const run = await service.db.prisma.run.findFirstOrThrow({ where: { submissionId: sent.body.id } });
    assert.equal(run.state, 'waiting');
  });
}

test("a roster without teams, as GitHub Classroom's: each student without one is a team of one, however often it is sent", async () => {
  const { courseId, student, teamId, instructor, remove, roster, teams, people } = await seedClass();
  const classroom =
    'identifier,github_username,github_id,name\nada@example.org,ada-l,811,Ada\nalex,a-kim,812,Alex Kim\n';
  assertProblem(await roster(classroom, '?alone=groups'), 400, 'invalid-query', /alone/);
  assert.equal((await roster(classroom)).body.teamsMade, 0);
  const more = `${classroom}alex2,other-kim,813,Alex Kim\n`;
  const made = await roster(more, '?alone=teams');
  assert.deepEqual(made.body, { enrolled: 1, updated: 2, sectionsMade: 0, teamsMade: 3 });
  const named = async () =>
    (await teams()).map(({ slug, name, members }) => [slug, name, members.map((one) => one.name).join()]).slice(1);
  const expected = [
    ['ada-l', 'Ada', 'Ada'],
    ['a-kim', 'Alex Kim', 'Alex Kim'],
    ['other-kim', 'Alex Kim (other-kim)', 'Alex Kim'],
  ];
  assert.deepEqual(await named(), expected);
  assert.equal((await roster(more, '?alone=teams')).body.teamsMade, 0);
  assert.deepEqual(await named(), expected);

  // Whoever is in a team stays there; staff get none; a group of a later line keeps its name.
  const lines = [
    `Student,${addressOf(student)},,student`,
    `Grace,grace@example.org,,student`,
    `Linus,linus@example.org,Grace,student`,
    `Helper,helper@example.org,,assistant`,
  ];
  const mixed = await roster(`name,email,team,role\n${lines.join('\n')}\n`, '?alone=teams');
  assert.equal(mixed.body.teamsMade, 2);
  const teamOf = async (name: string) => {
    const id = (await people()).find((one) => one.name === name)?.teamId;
    return (await teams()).find((team) => team.id === id);
  };
  assert.equal((await teamOf('Student'))?.id, teamId);
  assert.deepEqual([(await teamOf('Linus'))?.name, (await teamOf('Grace'))?.name], ['Grace', 'Grace (grace-2)']);
  assert.equal(await teamOf('Helper'), undefined);

  // Who comes back is in the team that they were, with what they handed in.
  const ada = (await people()).find(({ name }) => name === 'Ada')!;
  assert.equal((await remove(instructor, ada)).status, 204);
  assert.equal((await roster(classroom, '?alone=teams')).body.teamsMade, 0);
  assert.equal((await people()).find(({ name }) => name === 'Ada')?.teamId, ada.teamId);
  const imports = await service.db.prisma.auditLog.findMany({ where: { courseId, action: 'roster.import' } });
  assert.equal(imports.filter(({ detail }) => (detail as { alone?: string }).alone === 'teams').length, 4);
});
