import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertProblem, client } from './testing/client.ts';
import { seedCourse, seedPerson } from './testing/seed.ts';
import { type Service, startService } from './testing/service.ts';

let service: Service;
before(async () => {
  service = await startService();
});
after(() => service[Symbol.asyncDispose]());

async function courseWithStaff() {
  const courseId = await seedCourse(service.db);
  const owner = await seedPerson(service.db, courseId, 'owner', { name: 'Owner' });
  const { key } = await seedPerson(service.db, courseId, 'instructor');
  const staff = client(service.url, key);
  const send = (text: string) =>
    staff.send('POST', `/v1/courses/${courseId}/roster`, text, { 'Content-Type': 'text/csv' });
  return { courseId, owner, send };
}

const userOf = (email: string) => service.db.prisma.user.findFirstOrThrow({ where: { email } });

test("a person is known again by GitHub's number, and what was bound once is bound by it", async () => {
  const { send } = await courseWithStaff();
  const first = await send('name,email,github,github_id\nAda,ada@example.edu,ada,4711\n');
  assert.equal(first.status, 200, first.text);
  assert.equal((await userOf('ada@example.edu')).githubId, 4711n);
  const renamed = await send('name,github,github_id\nAda L,ada-l,4711\n');
  assert.deepEqual([renamed.body.enrolled, renamed.body.updated], [0, 1]);
  const ada = await userOf('ada@example.edu');
  assert.deepEqual([ada.name, ada.githubLogin, ada.githubId], ['Ada L', 'ada', 4711n]);
  assertProblem(
    await send('name,email,github_id\nAda,ada@example.edu,4712\n'),
    422,
    'invalid-roster',
    /githubId: is not/,
  );
  assert.equal((await userOf('ada@example.edu')).githubId, 4711n);
  // The name is another's by now: that is another person, whatever the roster of old calls the first one.
  const other = await send('name,github,github_id\nEve,ada,4799\n');
  assert.deepEqual([other.body.enrolled, other.body.updated], [1, 0]);
  assert.equal(await service.db.prisma.user.count({ where: { githubId: { in: [4711n, 4799n] } } }), 2);
});

test("nobody becomes somebody with a say by putting an account beside that person's address", async () => {
  const { send, owner, courseId } = await courseWithStaff();
  const elsewhere = await seedCourse(service.db);
  const boss = await seedPerson(service.db, elsewhere, 'instructor', { name: 'Boss' });
  const pupil = await seedPerson(service.db, elsewhere, 'student', { name: 'Pupil' });
  const addressOf = ({ userId }: { userId: string }) => `${userId}@example.edu`;
  const lines = [
    ...[owner, boss].map((one, index) => `X,${addressOf(one)},evil${index},${900 + index}`),
    `Pupil,${addressOf(pupil)},pupil,910`,
  ];
  const text = `name,email,github,github_id\n${lines.join('\n')}\n`;
  for (const _ of [1, 2]) assert.equal((await send(text)).status, 200);
  for (const one of [owner, boss]) {
    const { githubId, githubLogin } = await userOf(addressOf(one));
    assert.deepEqual([githubId, githubLogin], [null, null]);
  }
  // A student of another course is this one's to name, at once.
  assert.equal((await userOf(addressOf(pupil))).githubId, 910n);
  assert.equal(await service.db.prisma.enrollment.count({ where: { courseId, userId: pupil.userId } }), 1);
});
