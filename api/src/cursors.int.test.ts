import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { newId } from '@gradewire/db';
import { endpoints } from './contracts/index.ts';
import { encodeCursor } from './http/cursor.ts';
import { archiveOf } from './testing/archive.ts';
import { assertProblem, type Client, client } from './testing/client.ts';
import { caseOf, gradeNext } from './testing/grade.ts';
import { seedAssignment, seedCourse, seedPerson, seedTeam } from './testing/seed.ts';
import { startService } from './testing/service.ts';

const service = await startService();
after(() => service[Symbol.asyncDispose]());

test('a cursor that was made by hand is refused by every list, whatever is wrong with it', async () => {
  const { db, url } = service;
  const courseId = await seedCourse(db);
  const { assignmentId, versionId } = await seedAssignment(db, courseId);
  const owner = client(url, (await seedPerson(db, courseId, 'owner')).key);
  const { userId } = await seedPerson(db, courseId, 'student');
  const teamId = await seedTeam(db, courseId, 'Red');
  const submissions = `/v1/assignments/${assignmentId}/submissions`;
  const sent = await owner.upload(`${submissions}?team=${teamId}`, await archiveOf({ 'a.py': 'a' }));
  const submissionId: string = sent.body.id;
  await gradeNext(db, [caseOf('reference/python')]);
  const batch = { id: newId(), assignmentId, fromVersionId: versionId, toVersionId: versionId, reason: 'a test' };
  const { id: regradeId } = await db.prisma.regradeBatch.create({ data: batch });
  const ids: Record<string, string> = { courseId, assignmentId, regradeId, userId, teamId, submissionId };
  const lists = endpoints.filter(({ query }) => query !== undefined && 'cursor' in query.shape);
  const paths = lists.map(({ path }) => path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name]!));
  assert.ok(paths.length >= 15);

  const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const wrong = [
    'nonsense',
    encoded(null),
    encoded({ 0: newId() }),
    encoded([1]),
    encodeCursor([]),
    encodeCursor(['no-id']),
    encodeCursor(['2026-10-01T00:00:00Z', 'no-id']),
    encodeCursor(['half a pair \ud800', newId()]),
    encodeCursor(['nothing \0', newId()]),
    encodeCursor([newId(), newId(), newId()]),
    encodeCursor([newId(), 'half a pair \ud800']),
  ];
  for (const path of paths) {
    for (const cursor of wrong)
      assertProblem(await owner.get(`${path}?cursor=${cursor}`), 400, 'invalid-query', /cursor/);
  }
  for (const time of ['soon', '2026-02-30T00:00:00Z', '0000-01-01T00:00:00Z', '2026-10-01', 'infinity']) {
    const answer = await owner.get(`${submissions}?cursor=${encodeCursor([time, newId()])}`);
    assertProblem(answer, 400, 'invalid-query', /cursor/);
  }
  assert.doesNotMatch(service.log(), /"level":50/);
});

/** All of a list, so many at a time; `between` is done after the first page. */
async function pagesOf(reader: Client, path: string, limit: number, between = async () => {}) {
  const items: Record<string, unknown>[] = [];
  for (let cursor = ''; ; ) {
    const { status, body, text } = await reader.get(`${path}?limit=${limit}${cursor}`);
    assert.equal(status, 200, text);
    assert.ok(body.items.length <= limit);
    items.push(...body.items);
    if (body.next === null) return items;
    if (cursor === '') await between();
    cursor = `&cursor=${body.next}`;
  }
}

test('artefacts and scores come page by page, each once; of one run, though another ends meanwhile', async () => {
  const { db, url } = service;
  const courseId = await seedCourse(db);
  const teamId = await seedTeam(db, courseId, 'Green');
  const { assignmentId } = await seedAssignment(db, courseId, {}, { hidden: ['peer'] });
  const staff = client(url, (await seedPerson(db, courseId, 'instructor')).key);
  const student = client(url, (await seedPerson(db, courseId, 'student', { teamId })).key);
  const place = `/v1/assignments/${assignmentId}`;
  const { id, links } = (await student.upload(`${place}/submissions`, await archiveOf({ 'a.py': 'b' }))).body;
  // Some are not for students: a page of theirs may hold fewer than there are.
  const names = ['b/1.log', 'B/2.log', 'a_3.log', 'a-4.log', 'ä5.log', 'a.observations', 'c.observations'];
  const left = (run: string) =>
    names.map((name) => ({
      ...{ kind: name.endsWith('.log') ? ('log' as const) : ('observations' as const), name, hidden: false },
      ...{ mediaType: 'text/plain', sizeBytes: 1, digest: `sha256:${'0'.repeat(64)}` as const },
      blobKey: `runs/${run}/${name}`,
    }));
  await gradeNext(db, [caseOf('reference/python')], { artefacts: left('first') });
  const first = (await staff.get(links.self)).body.run.id;
  const whole = (await staff.get(links.artefacts)).body;
  assert.deepEqual([whole.items.length, whole.next], [7, null]);
  const again = async () => {
    await staff.post(`/v1/submissions/${id}/runs`, { reason: 'another one' });
    await gradeNext(db, [caseOf('reference/python', { points: 7 })], { artefacts: left('second') });
  };
  assert.deepEqual(await pagesOf(staff, links.artefacts, 2, again), whole.items);
  assert.deepEqual((await staff.get(`${links.artefacts}?run=${first}`)).body, whole);
  const now = await pagesOf(staff, links.artefacts, 3);
  assert.deepEqual(
    now.map(({ name }) => name),
    whole.items.map(({ name }: { name: string }) => name),
  );
  assert.notEqual(now[0]!.id, whole.items[0].id);
  const kinds = (await pagesOf(student, links.artefacts, 2)).map(({ kind }) => kind);
  assert.deepEqual(kinds, ['log', 'log', 'log', 'log', 'log']);

  const scores = `${place}/teams/${teamId}/scores`;
  for (const adjustment of [1, 2, 3]) await staff.post(scores, { adjustment, reason: 'by hand' });
  const history = await pagesOf(staff, scores, 2, async () => {
    await staff.post(scores, { adjustment: 9, reason: 'while somebody reads' });
  });
  assert.deepEqual(
    history.map(({ final }) => final),
    [10, 9, 8, 7, 10],
  );
  assert.equal((await pagesOf(student, scores, 1)).length, 6);
});

test('sections, versions, extensions and keys come page by page, each once; to a student only what is theirs to see', async () => {
  const { db, url } = service;
  const courseId = await seedCourse(db);
  const teams = await Promise.all(['Cyan', 'Lime', 'Pink'].map((name) => seedTeam(db, courseId, name)));
  const { assignmentId } = await seedAssignment(db, courseId);
  const staff = client(url, (await seedPerson(db, courseId, 'instructor')).key);
  const person = await seedPerson(db, courseId, 'student', { teamId: teams[1]! });
  const student = client(url, person.key);
  const of = (items: Record<string, unknown>[], field: string) => items.map((one) => one[field]);

  const sections = `/v1/courses/${courseId}/sections`;
  for (const name of ['b', 'ä', 'B', 'a-4', 'a_3']) await staff.post(sections, { name });
  const named = await pagesOf(staff, sections, 2);
  assert.deepEqual(of(named, 'name').toSorted(), ['B', 'a-4', 'a_3', 'b', 'ä']);
  assert.deepEqual(named, (await staff.get(sections)).body.items);
  assert.deepEqual(await pagesOf(student, sections, 1), named);

  // A draft below what is published: a student's pages are as full as others', and no number tells of it.
  const versions = `/v1/assignments/${assignmentId}/versions`;
  const made = [1, 2, 3].map(() => () => staff.post(versions, { kit: 'hello-internet' }));
  const ids: string[] = [];
  for (const make of made) ids.push((await make()).body.id);
  await staff.post(`${versions}/${ids[2]}/publish`, { withoutTrial: 'a test of pages' });
  const between = async () => void (await staff.post(versions, { kit: 'hello-internet' }));
  assert.deepEqual(of(await pagesOf(staff, versions, 2, between), 'number'), [4, 3, 2, 1]);
  assert.deepEqual(of(await pagesOf(student, versions, 1), 'number'), [4, 1]);

  const extensions = `/v1/assignments/${assignmentId}/extensions`;
  const dueAt = (index: number) => `2099-01-0${index === 0 ? 2 : 1}T00:00:00.000Z`;
  for (const [index, teamId] of teams.entries())
    await staff.send('PUT', `${extensions}/${teamId}`, { dueAt: dueAt(index), reason: 'Illness' });
  const granted = await pagesOf(staff, extensions, 1);
  assert.deepEqual(of(granted, 'teamId').toSorted(), teams.toSorted());
  assert.deepEqual(of(granted, 'dueAt'), [dueAt(1), dueAt(2), dueAt(0)]);
  assert.deepEqual(of(await pagesOf(student, extensions, 1), 'teamId'), [teams[1]]);

  for (const name of ['one', 'two', 'three']) await student.post('/v1/keys', { name, scopes: ['read'] });
  const own = await pagesOf(student, '/v1/keys', 2);
  assert.deepEqual(of(own, 'name').slice(0, 3), ['three', 'two', 'one']);
  assert.deepEqual(own, (await student.get('/v1/keys')).body.items);
  const keys = `/v1/courses/${courseId}/people/${person.userId}/keys`;
  for (const name of ['four', 'five', 'six']) await staff.post(keys, { name, scopes: ['read'] });
  assert.deepEqual(of(await pagesOf(staff, keys, 2), 'name').slice(0, 3), ['six', 'five', 'four']);
});
