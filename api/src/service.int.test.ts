import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId } from '@gradewire/db';
import { endpoints } from './contracts/index.ts';
import { ensureFirstOwner } from './store/first-owner.ts';
import { issueKey } from './store/keys.ts';
import { assertProblem, client } from './testing/client.ts';
import { seedCourse, seedPerson } from './testing/seed.ts';
import { type Service, startService } from './testing/service.ts';

let service: Service;
before(async () => {
  service = await startService({ maxBodyBytes: 5000 });
});
after(() => service[Symbol.asyncDispose]());

test('the first start gives one owner key, also to two processes at once, and never again', async () => {
  const keys = await Promise.all([ensureFirstOwner(service.db), ensureFirstOwner(service.db)]);
  const given = keys.filter((key) => key !== undefined);
  assert.equal(given.length, 1);
  assert.equal(await ensureFirstOwner(service.db), undefined);
  const owner = client(service.url, given[0]);
  const made = await owner.post('/v1/courses', { slug: 'networks', title: 'Computer Networks' });
  assert.equal(made.status, 201, made.text);
  assert.equal((await owner.get(made.headers.get('location')!)).body.role, 'owner');
  assertProblem(await owner.post('/v1/courses', { slug: 'networks', title: 'Again' }), 409, 'conflict', /networks/);
});

test('alive, ready, and measured', async () => {
  const anyone = client(service.url);
  assert.deepEqual((await anyone.get('/healthz')).body, { status: 'ok' });
  assert.deepEqual((await anyone.get('/readyz')).body, { status: 'ok', database: true, blobs: true });
  const { text } = await anyone.get('/metrics');
  assert.match(text, /^gradewire_workers_busy 0$/m);
  assert.match(text, /gradewire_http_request_seconds_bucket\{.*endpoint="\/v1\/courses"/);
});

test('the document names every contract, and the page shows it without script or anything from elsewhere', async () => {
  const anyone = client(service.url);
  const { body } = await anyone.get('/openapi.json');
  assert.equal(body.openapi, '3.1.0');
  const operations = Object.values(body.paths as Record<string, Record<string, { operationId: string }>>).flatMap(
    (item) => Object.values(item).map(({ operationId }) => operationId),
  );
  assert.deepEqual(operations.sort(), endpoints.map(({ id }) => id).sort());
  const page = await anyone.get('/docs');
  assert.match(page.text, /createSubmission/);
  assert.doesNotMatch(page.text, /<script|https?:\/\//);
  assert.match(page.headers.get('content-security-policy')!, /script-src 'none'/);
  assert.equal((await anyone.get('/problems/not-found')).body.status, 404);
});

test('every contract is served: without a key each answers 401, none 404', async () => {
  const anyone = client(service.url);
  const path = (text: string) => text.replace(/\{\w+\}/g, newId());
  for (const contract of endpoints) {
    const answer = await anyone.send(contract.method.toUpperCase(), path(contract.path));
    assertProblem(answer, 401, 'unauthenticated');
  }
  assertProblem(await anyone.get('/v1/nothing'), 404, 'not-found');
  const wrong = await anyone.send('DELETE', `/v1/courses/${newId()}`);
  assertProblem(wrong, 405, 'method-not-allowed', /takes GET, PATCH only/);
  assert.equal(wrong.headers.get('allow'), 'GET, PATCH');
});

test('a key that is unknown, malformed, expired, revoked or too narrow opens nothing', async () => {
  const { db, url } = service;
  const courseId = await seedCourse(db);
  const { userId, key } = await seedPerson(db, courseId, 'student', { scopes: ['read'] });
  assert.equal((await client(url, key).get('/v1/me')).body.courses[0].role, 'student');
  assertProblem(await client(url, `gw_${'A'.repeat(43)}`).get('/v1/me'), 401, 'unauthenticated', /not known/);
  assertProblem(await client(url, 'secret').get('/v1/me'), 401, 'unauthenticated', /begin with gw_/);
  assertProblem(await client(url, key).post('/v1/courses', { slug: 'x', title: 'x' }), 403, 'forbidden', /site/);
  const expired = await issueKey(db.prisma, { userId, courseId: null, name: 'old', scopes: ['read'], expiresAt: null });
  await db.pool.query(
    "UPDATE api_key SET created_at = now() - interval '2 days', expires_at = now() - interval '1 day' WHERE id = $1",
    [expired.id],
  );
  assertProblem(await client(url, expired.key).get('/v1/me'), 401, 'unauthenticated', /expired/);
  const own = await client(url, key).post('/v1/keys', { name: 'laptop', scopes: ['read'] });
  assert.equal(own.status, 201, own.text);
  assert.equal((await client(url, own.body.key).get('/v1/me')).status, 200);
  assert.equal((await client(url, key).send('DELETE', `/v1/keys/${own.body.id}`)).status, 204);
  assertProblem(await client(url, own.body.key).get('/v1/me'), 401, 'unauthenticated', /revoked/);
  assertProblem(await client(url, key).post('/v1/keys', { name: 'more', scopes: ['site'] }), 403, 'forbidden');
  const listed = await client(url, key).get('/v1/keys');
  assert.doesNotMatch(listed.text, /"key"|"hash"/);
  assert.equal(await db.prisma.apiKey.count({ where: { hash: Buffer.from(own.body.key) } }), 0);
});

test('a key for one course is good for no other', async () => {
  const { db, url } = service;
  const [here, there] = [await seedCourse(db), await seedCourse(db)];
  const { userId } = await seedPerson(db, here, 'owner');
  await db.prisma.enrollment.create({ data: { id: newId(), courseId: there, userId, role: 'owner' } });
  const scopes = ['read', 'manage'] as const;
  const { key } = await issueKey(db.prisma, { userId, courseId: here, name: 'here', scopes, expiresAt: null });
  assert.equal((await client(url, key).get(`/v1/courses/${here}`)).status, 200);
  assertProblem(await client(url, key).get(`/v1/courses/${there}`), 404, 'not-found');
  assert.equal((await client(url, key).get('/v1/courses')).body.items.length, 1);
});

test('malformed JSON, wrong types, unknown fields, other media and oversize are each named', async () => {
  const { db, url } = service;
  const courseId = await seedCourse(db);
  const staff = client(url, (await seedPerson(db, courseId, 'owner')).key);
  const assignments = `/v1/courses/${courseId}/assignments`;
  assertProblem(await staff.send('POST', assignments, '{"slug": '), 400, 'malformed-request', /JSON/);
  const wrong = await staff.post(assignments, { slug: 'Not A Slug', title: 7, latePercentPerDay: 101, colour: 'red' });
  assertProblem(wrong, 400, 'invalid-body');
  const at = wrong.body.errors.map((error: { at: string }) => error.at);
  assert.deepEqual(at.sort(), ['body', 'body.latePercentPerDay', 'body.slug', 'body.title']);
  assertProblem(
    await staff.send('POST', assignments, 'a=b', { 'Content-Type': 'text/plain' }),
    415,
    'unsupported-media-type',
  );
  assertProblem(await staff.post(assignments, { slug: 'a', title: 'x'.repeat(6000) }), 413, 'too-large');
  assertProblem(await staff.get(`${assignments}?limit=many`), 400, 'invalid-query', /limit/);
  assertProblem(await staff.get('/v1/courses/%E0%A4%A'), 400, 'malformed-request');
  assertProblem(await staff.get('/v1/courses/nonsense'), 404, 'not-found');
});
