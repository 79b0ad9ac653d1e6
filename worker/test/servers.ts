import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createDatabase, type Database, embeddedServer, ensureWorkerRole, openDatabase } from '@gradewire/db';

export interface TestDatabase extends Database {
  /** The same by the role that workers have. */
  readonly asWorker: Database;
}

/** The connection string for worker processes; with the queue's tables, if they are there by now. */
export async function workerUrl({ url }: Pick<Database, 'url'>): Promise<string> {
  const login = await ensureWorkerRole(url);
  if (login.url === undefined) throw new Error(login.why);
  return login.url;
}

export interface TestPostgres extends AsyncDisposable {
  readonly folder: string;
  /** A new database with all migrations. */
  database(): Promise<TestDatabase>;
  /** The connection string of a new one without tables. */
  emptyDatabase(): Promise<string>;
}

/** A real PostgreSQL for the tests of a file. */
export async function testPostgres(): Promise<TestPostgres> {
  const folder = await mkdtemp(path.join(tmpdir(), 'gradewire-worker-test-'));
  const server = await embeddedServer(path.join(folder, 'postgres'));
  async function emptyDatabase() {
    const name = `test_${randomBytes(6).toString('hex')}`;
    await createDatabase(server, name);
    return server.urlOf(name);
  }
  return {
    folder,
    emptyDatabase,
    async database() {
      await using undo = new AsyncDisposableStack();
      const db = undo.use(await openDatabase({ url: await emptyDatabase(), folder }));
      const asWorker = undo.use(await openDatabase({ url: await workerUrl(db), folder }));
      const owned = undo.move();
      return { ...db, asWorker, [Symbol.asyncDispose]: () => owned.disposeAsync() };
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Why there is no Redis to test with; undefined if there is one. */
export function whyNoRedis(): string | undefined {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'redis-server is not installed (apt-get install redis-server)';
  }
}

export interface TestRedis extends AsyncDisposable {
  readonly url: string;
  /** Ends the server and starts it again on the same port, empty; in between it is away. */
  restart(whileAway?: () => Promise<void>): Promise<void>;
}

export async function testRedis(): Promise<TestRedis> {
  const port = await freePort();
  const start = async () => {
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', tmpdir()];
    const child = spawn('redis-server', [...args, '--maxmemory-policy', 'noeviction'], { stdio: 'ignore' });
    await untilAccepting(port);
    return child;
  };
  let child = await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    async restart(whileAway) {
      await kill(child);
      await whileAway?.();
      child = await start();
    },
    [Symbol.asyncDispose]: () => kill(child),
  };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function untilAccepting(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const accepted = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
    if (accepted) return;
    await pause(25);
  }
  throw new Error(`nothing listens on port ${port}`);
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
