import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import pg from 'pg';
import {
  createDatabase,
  type Database,
  type DatabaseOptions,
  embeddedServer,
  migrate,
  openDatabase,
} from '../src/index.ts';
import { isAlive } from '../src/server/process-alive.ts';

const template = 'template_of_tests';

/**
 * A real server for the tests of one file, and a database of its own for each test. When the file is done it fails if
 * the server still runs or left anything beside its folder.
 */
export async function testServer() {
  const folder = await mkdtemp(path.join(tmpdir(), 'gradewire-db-test-'));
  const server = await embeddedServer(path.join(folder, 'postgres')).catch(async (error) => {
    await rm(folder, { recursive: true });
    throw error;
  });
  const pid = await postmasterPid(path.join(folder, 'postgres'));
  after(async () => {
    await server[Symbol.asyncDispose]();
    await gone(pid);
    assert.deepEqual(await readdir(folder), ['postgres'], 'something was left beside the data');
    await rm(folder, { recursive: true });
  });
  await createDatabase(server, template);
  await migrate(server.urlOf(template));

  /** An empty database without tables. */
  async function emptyDatabase(): Promise<string> {
    const name = `test_${randomBytes(6).toString('hex')}`;
    await createDatabase(server, name);
    return server.urlOf(name);
  }

  /** A database with all migrations, copied. */
  async function database(connections: Pick<DatabaseOptions, 'poolSize'> = {}): Promise<Database> {
    const name = `test_${randomBytes(6).toString('hex')}`;
    const client = new pg.Client({ connectionString: server.urlOf('postgres') });
    await client.connect();
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
    await client.end();
    return openDatabase({ url: server.urlOf(name), folder, ...connections });
  }
  return { folder, server, emptyDatabase, database };
}

/** Ends when a process has: it takes its time even after it has let go of its files. Fails after ten seconds. */
export async function gone(pid: number): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (isAlive(pid)) {
    assert.ok(Date.now() < deadline, 'the server still runs');
    await setImmediate();
  }
}

export async function postmasterPid(folder: string): Promise<number> {
  return Number((await readFile(path.join(folder, 'data', 'postmaster.pid'), 'utf8')).split('\n')[0]);
}
