import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { createDatabase, embeddedServer, openDatabase, workerConnection, workerRoleName } from '@gradewire/db';
import { temporaryFolder } from './grade-folder.ts';
import { serve, serveWith, until } from './gradewire-serve.ts';

/** Whom the connections of workers belong to. */
async function workersOf(url: string | undefined, folder: string): Promise<string[]> {
  await using db = await openDatabase({ url, folder });
  const { rows } = await db.pool.query<{ name: string }>(
    `SELECT DISTINCT usename AS name FROM pg_stat_activity WHERE application_name LIKE $1`,
    [`${workerConnection}%`],
  );
  return rows.map(({ name }) => name);
}

const isReady = (said: string) => /worker \S+ is ready/.test(said);

test('the workers of a service log in by the role that it made for them', async () => {
  await using data = await temporaryFolder();
  const service = await serve('--data', data.path);
  try {
    await until(() => isReady(service.said()), 60_000);
    assert.deepEqual(await workersOf(undefined, data.path), [workerRoleName('gradewire')]);
    // What the kernel can do is told a second later.
    assert.doesNotMatch(service.said(), /database role of the service|worker: (?!no netem|netem of)/);
  } finally {
    assert.equal(await service.end('SIGTERM'), 0, service.said());
  }
});

test('where the service may make no role it says so in one line, and its workers use its own', async () => {
  await using data = await temporaryFolder();
  await using server = await embeddedServer(path.join(data.path, 'elsewhere'));
  await createDatabase(server, 'plain');
  await createDatabase(server, 'admin');
  {
    await using admin = await openDatabase({ url: server.urlOf('admin'), folder: data.path });
    await admin.pool.query(
      `CREATE ROLE plain LOGIN PASSWORD 'no-rights-to-speak-of'; ALTER DATABASE plain OWNER TO plain`,
    );
  }
  const url = Object.assign(new URL(server.urlOf('plain')), {
    username: 'plain',
    password: 'no-rights-to-speak-of',
  }).href;
  const service = await serveWith({ DATABASE_URL: url }, '--data', data.path);
  try {
    await until(() => isReady(service.said()), 60_000);
    const lines = service
      .said()
      .split('\n')
      .filter((line) => line.includes('database role'));
    assert.equal(lines.length, 1, service.said());
    assert.match(lines[0]!, /^workers use the database role of the service itself: .*permission denied to create role/);
    assert.deepEqual(await workersOf(url, data.path), ['plain']);
  } finally {
    assert.equal(await service.end('SIGTERM'), 0, service.said());
  }
});
