import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { zipOf } from '../../storage/test/zip-writer.ts';
import { archiveOf } from './testing/archive.ts';
import { assertProblem, client } from './testing/client.ts';
import { seedAssignment, seedCourse, seedPerson, seedTeam } from './testing/seed.ts';
import { type Service, startService } from './testing/service.ts';

let service: Service;
let courseId: string;
let redTeam: string;
let red: ReturnType<typeof client>;
let blue: ReturnType<typeof client>;
let blueKey: string;
let staff: ReturnType<typeof client>;
let stranger: ReturnType<typeof client>;
let submissions: string;
let assignmentId: string;
const unknown = '01890000-0000-7000-8000-000000000000';

before(async () => {
  service = await startService({ maxUploadBytes: 100_000 });
  const { db, url } = service;
  courseId = await seedCourse(db);
  redTeam = await seedTeam(db, courseId, 'Red');
  const blueTeam = await seedTeam(db, courseId, 'Blue');
  red = client(url, (await seedPerson(db, courseId, 'student', { teamId: redTeam })).key);
  blueKey = (await seedPerson(db, courseId, 'student', { teamId: blueTeam })).key;
  blue = client(url, blueKey);
  staff = client(url, (await seedPerson(db, courseId, 'instructor')).key);
  stranger = client(url, (await seedPerson(db, await seedCourse(db), 'owner')).key);
  ({ assignmentId } = await seedAssignment(db, courseId));
  submissions = `/v1/assignments/${assignmentId}/submissions`;
});
after(() => service[Symbol.asyncDispose]());

test('an archive is taken, waits, and is shown with its place to the team and to staff, and to nobody else', async () => {
  const sent = await red.upload(submissions, await archiveOf({ 'python/client.py': 'print(1)\n' }));
  assert.equal(sent.status, 202, sent.text);
  const location = sent.headers.get('location')!;
  const { body } = await red.get(location);
  assert.equal(body.teamId, redTeam);
  assert.equal(body.fileCount, 1);
  assert.equal(body.run.state, 'waiting');
  assert.equal(body.run.position, 0);
  assert.match(body.treeDigest, /^sha256:[0-9a-f]{64}$/);
  assert.equal((await staff.get(location)).status, 200);
  for (const other of [blue, stranger]) {
    assertProblem(await other.get(location), 404, 'not-found');
    assertProblem(await other.get(`${location}/events`), 404, 'not-found');
    assertProblem(await other.post(`${location}/cancel`), 404, 'not-found');
  }
  const { rows } = await service.db.pool.query("SELECT count(*)::int AS n FROM outbox WHERE topic = 'wake-up'");
  assert.equal(rows[0].n, 1);
  const missing = await red.get(`/v1/submissions/${unknown}`);
  assertProblem(missing, 404, 'not-found');
  // Not even the wording tells another team's submission from one that is not there.
  assert.equal(missing.body.detail, (await blue.get(location)).body.detail);
});

test('a newer submission supersedes the waiting one, and each is listed', async () => {
  const first = await red.upload(submissions, await archiveOf({ 'a.py': '1' }));
  const second = await red.upload(submissions, await archiveOf({ 'a.py': '2' }));
  assert.equal((await red.get(first.headers.get('location')!)).body.run.state, 'superseded');
  const page = await red.get(`${submissions}?limit=1`);
  assert.deepEqual(
    page.body.items.map(({ id }: { id: string }) => id),
    [second.body.id],
  );
  const next = await red.get(`${submissions}?limit=1&cursor=${page.body.next}`);
  assert.equal(next.body.items[0].id, first.body.id);
  assert.deepEqual((await blue.get(submissions)).body.items, []);
  assertProblem(await blue.get(`${submissions}?team=${redTeam}`), 404, 'not-found');
  assertProblem(await red.get(`${submissions}?cursor=nonsense`), 400, 'invalid-query', /cursor/);
});

test('an Idempotency-Key gives the same submission, also to ten requests at once, and no other files', async () => {
  const archive = await archiveOf({ 'b.py': 'b' });
  const headers = { 'Idempotency-Key': 'once-only' };
  const answers = await Promise.all(Array.from({ length: 10 }, () => red.upload(submissions, archive, headers)));
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [202]);
  assert.equal(new Set(answers.map(({ body }) => body.id)).size, 1);
  assert.equal(await service.db.prisma.run.count({ where: { submissionId: answers[0]!.body.id } }), 1);
  const other = await red.upload(submissions, await archiveOf({ 'b.py': 'c' }), headers);
  assertProblem(other, 422, 'idempotency-key-reused');
  const someoneElse = await blue.upload(submissions, archive, headers);
  assert.equal(someoneElse.status, 202);
  assert.notEqual(someoneElse.body.id, answers[0]!.body.id);
  assertProblem(
    await red.upload(submissions, archive, { 'Idempotency-Key': 'x'.repeat(200) }),
    400,
    'malformed-request',
  );
});

test('what is no archive, too large, cut off or harmful is refused with its reason', async () => {
  assertProblem(
    await red.upload(submissions, Buffer.from('hello, this is no archive')),
    400,
    'archive-refused',
    /tar\.gz or zip/,
  );
  assertProblem(await red.upload(submissions, Buffer.alloc(100_001, 31)), 413, 'too-large');
  const archive = await archiveOf({ 'c.py': 'c'.repeat(5000) });
  assertProblem(await red.upload(submissions, archive.subarray(0, archive.length / 2)), 400, 'archive-refused');
  const harmful = await red.upload(submissions, await archiveOf({ '../../etc/passwd': 'x' }));
  assertProblem(harmful, 400, 'archive-refused');
  assert.match(harmful.body.errors[0].at, /etc\/passwd/);
  assertProblem(await red.upload(submissions, archive, { 'Content-Type': 'text/html' }), 415, 'unsupported-media-type');
  // What `curl --data-binary` sends if it is not told the type.
  const plainCurl = await red.upload(submissions, archive, { 'Content-Type': 'application/x-www-form-urlencoded' });
  assert.equal(plainCurl.status, 202, plainCurl.text);
  const zip = zipOf([{ name: 'c.py', content: 'c'.repeat(5000) }]);
  const zipped = await red.upload(submissions, zip, { 'Content-Type': 'application/zip' });
  assert.deepEqual([zipped.status, zipped.body.treeDigest], [202, plainCurl.body.treeDigest], zipped.text);
  assertProblem(await red.post(submissions, { repository: 'a/b', commit: 'c' }), 400, 'invalid-body', /commit/);
  const unbound = { repository: 'a/b', commit: 'c'.repeat(40) };
  assertProblem(await red.post(submissions, unbound), 422, 'source-unavailable', /a\/b is not bound/);
  assertProblem(await stranger.upload(submissions, archive), 404, 'not-found');
  assertProblem(await red.upload(`/v1/assignments/${unknown}/submissions`, archive), 404, 'not-found');
  assertProblem(await red.upload('/v1/assignments/nonsense/submissions', archive), 404, 'not-found');
  assertProblem(await staff.upload(submissions, archive), 400, 'invalid-query', /team/);
  const forTeam = await staff.upload(`${submissions}?team=${redTeam}`, archive);
  assert.equal(forTeam.body.teamId, redTeam);
});

test('an assignment that is not open yet, or closed, takes nothing; an extension does', async () => {
  const archive = await archiveOf({ 'd.py': 'd' });
  const day = 86_400_000;
  const soon = await seedAssignment(service.db, courseId, { opensAt: new Date(Date.now() + day) });
  assertProblem(
    await red.upload(`/v1/assignments/${soon.assignmentId}/submissions`, archive),
    409,
    'not-open',
    /opens at/,
  );
  const over = { dueAt: new Date(Date.now() - 2 * day), closesAt: new Date(Date.now() - day) };
  const closed = await seedAssignment(service.db, courseId, over);
  const place = `/v1/assignments/${closed.assignmentId}/submissions`;
  assertProblem(await red.upload(place, archive), 409, 'not-open', /closed at/);
});

test('without a late policy the due date is the end; with one, late work is taken', async () => {
  const archive = await archiveOf({ 'late.py': '1' });
  const dueAt = new Date(Date.now() - 1000);
  const strict = await seedAssignment(service.db, courseId, { dueAt });
  assertProblem(
    await red.upload(`/v1/assignments/${strict.assignmentId}/submissions`, archive),
    409,
    'not-open',
    /closed at/,
  );
  const lenient = await seedAssignment(service.db, courseId, { dueAt, latePercentPerDay: 10 });
  assert.equal((await red.upload(`/v1/assignments/${lenient.assignmentId}/submissions`, archive)).status, 202);
});

test('an upload that is cut in the middle, or never ends, leaves nothing behind', async () => {
  const archive = await archiveOf({ 'cut.py': 'c'.repeat(50_000) + Math.random() });
  const countAll = () => service.db.prisma.submission.count();
  const [before, { hostname, port }] = [await countAll(), new URL(service.url)];
  const headers = `POST ${submissions} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${blueKey}\r\nContent-Type: application/gzip\r\n`;
  const logged = service.log().length;
  const cut = connect(Number(port), hostname);
  cut.write(`${headers}Content-Length: ${archive.length}\r\n\r\n`);
  // An orderly end, so that what was written does arrive.
  cut.end(archive.subarray(0, 100));
  cut.resume();
  await once(cut, 'close');
  const answered = () => /"method":"POST"/.test(service.log().slice(logged));
  while (!answered()) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.equal(await countAll(), before);
  await using impatient = await startService({ uploadWithinMs: 1500 }, { url: service.db.url });
  const slow = connect(Number(new URL(impatient.url).port), hostname);
  slow.write(`${headers}Content-Length: ${archive.length}\r\n\r\n`);
  slow.write(archive.subarray(0, 100));
  slow.resume();
  // The server hangs up after `uploadWithinMs`.
  await once(slow, 'close');
  assert.equal(await countAll(), before);
});

test('cancelling ends the waiting run; events tell the status until then, and nothing twice', async () => {
  const sent = await blue.upload(submissions, await archiveOf({ 'e.py': 'e' }));
  const { events } = sent.body.links;
  const headers = { Authorization: `Bearer ${blueKey}` };
  const stream = await fetch(service.url + events, { headers });
  assert.match(stream.headers.get('content-type')!, /text\/event-stream/);
  const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const until = async (pattern: RegExp) => {
    while (!pattern.test(text)) {
      const { done, value } = await reader.read();
      assert.ok(!done, `the stream ended before ${pattern}`);
      text += value;
    }
  };
  await until(/"state":"waiting".*\n\n/);
  const cancelled = await blue.post(`/v1/submissions/${sent.body.id}/cancel`);
  assert.equal(cancelled.body.run.state, 'cancelled');
  await until(/"state":"cancelled".*\n\n/);
  assert.equal((await reader.read()).done, true);
  const ids = [...text.matchAll(/^id: (.+)$/gm)].map(([, id]) => id!);
  assert.equal(ids.length, 2);
  const again = await fetch(service.url + events, { headers: { ...headers, 'Last-Event-ID': ids[1]! } });
  assert.doesNotMatch(await again.text(), /data:/);
  const missed = await fetch(service.url + events, { headers: { ...headers, 'Last-Event-ID': ids[0]! } });
  assert.match(await missed.text(), /"state":"cancelled"/);
  assert.equal((await blue.post(`/v1/submissions/${sent.body.id}/cancel`)).status, 200);
  const where = { action: 'submission.cancel', subjectId: sent.body.id };
  assert.equal(await service.db.prisma.auditLog.count({ where }), 1, 'the second time there was nothing to cancel');
});

test('keys and bodies of requests are not in the log; request ids are', async () => {
  const answer = await red.send('GET', submissions, undefined, { 'X-Request-Id': 'mine-12345678' });
  assert.equal(answer.headers.get('x-request-id'), 'mine-12345678');
  await new Promise((resolve) => setImmediate(resolve));
  assert.match(service.log(), /mine-12345678/);
  assert.doesNotMatch(service.log(), /gw_/);
});
