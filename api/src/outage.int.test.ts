import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { openDatabase } from '@gradewire/db';
import { assertProblem, client } from './testing/client.ts';
import { seedCourse, seedPerson } from './testing/seed.ts';
import { startService } from './testing/service.ts';

/** A way to a port that can be closed, which breaks all its connections, and opened again. */
async function gateTo(port: number) {
  const sockets = new Set<Socket>();
  const server = createServer((incoming) => {
    const outgoing = connect(port, '127.0.0.1');
    for (const [one, other] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      sockets.add(one);
      one.on('error', () => {});
      one.on('close', () => other.destroy());
      one.pipe(other);
    }
  });
  const open = async (at: number) => {
    server.listen(at, '127.0.0.1');
    await once(server, 'listening');
  };
  await open(0);
  const own = (server.address() as AddressInfo).port;
  const close = async () => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    await closed;
  };
  return { port: own, close, open: () => open(own) };
}

test('while the database is away every answer is 503 with Retry-After; when it is back, so are we', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'gradewire-outage-'));
  try {
    await using database = await openDatabase({ folder });
    const url = new URL(database.url);
    const gate = await gateTo(Number(url.port));
    // By TCP, and through the gate.
    Object.assign(url, { port: String(gate.port), search: '' });
    await using service = await startService({}, { url: url.href });
    const { key } = await seedPerson(service.db, await seedCourse(service.db), 'owner');
    const staff = client(service.url, key);
    assert.equal((await staff.get('/v1/me')).status, 200);
    await gate.close();
    for (const address of ['/v1/me', '/v1/courses', '/v1/submissions/01890000-0000-7000-8000-000000000000']) {
      const away = await staff.get(address);
      assertProblem(away, 503, 'unavailable', /database/);
      assert.equal(away.headers.get('retry-after'), '5');
      assert.doesNotMatch(away.text, /postgres|127\.0\.0\.1|gw_/i);
    }
    assert.equal((await client(service.url).get('/healthz')).status, 200);
    assertProblem(await client(service.url).get('/metrics'), 503, 'unavailable');
    const ready = await client(service.url).get('/readyz');
    assert.deepEqual([ready.status, ready.body.database, ready.body.blobs], [503, false, true]);
    await gate.open();
    assert.equal((await client(service.url).get('/readyz')).status, 200);
    assert.equal((await staff.get('/v1/me')).status, 200);
    await service[Symbol.asyncDispose]();
    await gate.close();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('the same where it is reached by a socket, which is not there without it', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'gradewire-outage-'));
  try {
    await using server = new AsyncDisposableStack();
    const { url } = server.use(await openDatabase({ folder }));
    await using service = await startService({}, { url });
    const { key } = await seedPerson(service.db, await seedCourse(service.db), 'owner');
    await server.disposeAsync();
    for (const address of ['/v1/me', '/v1/courses'])
      assertProblem(await client(service.url, key).get(address), 503, 'unavailable', /database/);
    assert.equal((await client(service.url).get('/readyz')).status, 503);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('the same where no connection comes free in time', async () => {
  await using service = await startService({}, { poolSize: 1, longestWaitMs: 5000 });
  const { key } = await seedPerson(service.db, await seedCourse(service.db), 'owner');
  const { get, post } = client(service.url, key);
  const make = () => post('/v1/courses', { slug: 'networks', title: 'Networks' });
  const busy = await service.db.pool.connect();
  const answers = await Promise.all([get('/v1/me'), make()]).finally(() => busy.release());
  for (const answer of answers) assertProblem(answer, 503, 'unavailable', /database/);
  assert.equal((await make()).status, 201);
});
