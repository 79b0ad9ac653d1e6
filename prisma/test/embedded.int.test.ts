import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { openDatabase } from '../src/index.ts';
import { isAlive } from '../src/server/process-alive.ts';
import { gone, postmasterPid } from './test-server.ts';

const folder = await mkdtemp(path.join(tmpdir(), 'gradewire-db-embedded-'));
const files = path.join(folder, 'postgres');
const children = new Set<ChildProcess>();
after(async () => {
  for (const child of children) child.kill('SIGKILL');
  // Whoever comes last stops a server whose starter was killed.
  await (await openDatabase({ folder }))[Symbol.asyncDispose]();
  assert.deepEqual(await readdir(folder), ['postgres']);
  await rm(folder, { recursive: true });
});

/** Opens the database in a process of its own, which closes it when its input ends. */
async function otherProcess() {
  const script = `
    const { openDatabase } = await import(${JSON.stringify(path.join(import.meta.dirname, '..', 'src', 'index.ts'))});
    await using database = await openDatabase({ folder: ${JSON.stringify(folder)} });
    console.log(database.url);
    for await (const _ of process.stdin) process.exit(7);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.add(child);
  const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return {
    url,
    async end(how?: 'SIGKILL' | 'at once') {
      const exit = once(child, 'exit');
      if (how === 'SIGKILL') child.kill(how);
      else if (how === 'at once') child.stdin.write('leave');
      else child.stdin.end();
      const [code] = await exit;
      return code as number | null;
    },
  };
}

test('three processes that start at once share one new server; who started it stops it', async () => {
  const processes = await Promise.all([otherProcess(), otherProcess(), otherProcess()]);
  assert.equal(new Set(processes.map(({ url }) => url)).size, 1);
  const pid = await postmasterPid(files);
  for (const one of processes) assert.equal(await one.end(), 0);
  await gone(pid);
  assert.deepEqual(await readdir(folder), ['postgres']);
});

test('who adopts a server leaves it running', async () => {
  await using database = await openDatabase({ folder });
  const pid = await postmasterPid(files);
  const other = await otherProcess();
  assert.equal(other.url, database.url);
  assert.equal(await other.end(), 0);
  assert.ok(isAlive(pid));
  assert.equal((await database.pool.query('SELECT 1 AS one')).rows[0].one, 1);
});

test('its own processes reach it by a socket that nobody else can enter, or by TCP where its name would be too long', async () => {
  const peer = 'SELECT inet_server_addr() IS NULL AS "isSocket"';
  await using database = await openDatabase({ folder });
  assert.equal((await database.pool.query(peer)).rows[0].isSocket, true);
  assert.equal((await stat(path.join(files, 'data'))).mode & 0o077, 0);
  const deep = path.join(folder, 'x'.repeat(100));
  try {
    await using far = await openDatabase({ folder: deep });
    assert.equal((await far.pool.query(peer)).rows[0].isSocket, false);
  } finally {
    await rm(deep, { recursive: true });
  }
});

test('who leaves at once takes the server along, unless another process had started it', async () => {
  const starter = await otherProcess();
  const pid = await postmasterPid(files);
  const other = await otherProcess();
  assert.equal(await other.end('at once'), 7);
  assert.ok(isAlive(pid));
  assert.equal(await starter.end('at once'), 7);
  await gone(pid);
});

test('a server whose starter was killed is adopted with all that was committed, and stopped by who adopted it', async () => {
  const other = await otherProcess();
  const pid = await postmasterPid(files);
  {
    await using database = await openDatabase({ folder });
    await database.prisma.course.create({
      data: { id: '01900000-0000-7000-8000-000000000000', slug: 'kept', title: 'K' },
    });
  }
  assert.ok(isAlive(pid));
  await other.end('SIGKILL');
  {
    await using database = await openDatabase({ folder });
    assert.equal(database.url, other.url);
    assert.equal((await database.prisma.course.findUniqueOrThrow({ where: { slug: 'kept' } })).title, 'K');
  }
  await gone(pid);
});

test('a killed server is started again', async () => {
  {
    await using database = await openDatabase({ folder });
    const pid = await postmasterPid(files);
    process.kill(pid, 'SIGKILL');
    await gone(pid);
    await assert.rejects(database.pool.query('SELECT 1'));
    await using again = await openDatabase({ folder });
    assert.equal((await again.prisma.course.findUniqueOrThrow({ where: { slug: 'kept' } })).title, 'K');
  }
});

test('the password is for the owner only', async () => {
  assert.equal((await stat(path.join(files, 'password'))).mode & 0o777, 0o600);
});

test('what is wrong is named: data of another version', async () => {
  const other = await mkdtemp(path.join(tmpdir(), 'gradewire-db-version-'));
  after(() => rm(other, { recursive: true }));
  await mkdir(path.join(other, 'postgres', 'data'), { recursive: true });
  await writeFile(path.join(other, 'postgres', 'data', 'PG_VERSION'), '15\n');
  await assert.rejects(openDatabase({ folder: other }), {
    name: 'InfrastructureFault',
    message: /made by PostgreSQL 15, the embedded one is 18/,
  });
});
