import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { newId } from '@gradewire/db';
import { endpoints } from './contracts/index.ts';
import { encodeCursor } from './http/cursor.ts';
import { assertProblem, client } from './testing/client.ts';
import { seedAssignment, seedCourse, seedPerson } from './testing/seed.ts';
import { startService } from './testing/service.ts';

const service = await startService();
after(() => service[Symbol.asyncDispose]());

test('a cursor that was made by hand is refused by every list, whatever is wrong with it', async () => {
  const { db, url } = service;
  const courseId = await seedCourse(db);
  const { assignmentId, versionId } = await seedAssignment(db, courseId);
  const owner = client(url, (await seedPerson(db, courseId, 'owner')).key);
  const { userId } = await seedPerson(db, courseId, 'student');
  const batch = { id: newId(), assignmentId, fromVersionId: versionId, toVersionId: versionId, reason: 'a test' };
  const { id: regradeId } = await db.prisma.regradeBatch.create({ data: batch });
  const ids: Record<string, string> = { courseId, assignmentId, regradeId, userId };
  const lists = endpoints.filter(({ query }) => query !== undefined && 'cursor' in query.shape);
  const paths = lists.map(({ path }) => path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name]!));
  assert.equal(paths.length, 9);

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
  ];
  for (const path of paths) {
    for (const cursor of wrong)
      assertProblem(await owner.get(`${path}?cursor=${cursor}`), 400, 'invalid-query', /cursor/);
  }
  const submissions = `/v1/assignments/${assignmentId}/submissions`;
  for (const time of ['soon', '2026-02-30T00:00:00Z', '0000-01-01T00:00:00Z', '2026-10-01', 'infinity']) {
    const answer = await owner.get(`${submissions}?cursor=${encodeCursor([time, newId()])}`);
    assertProblem(answer, 400, 'invalid-query', /cursor/);
  }
  assert.doesNotMatch(service.log(), /"level":50/);
});
