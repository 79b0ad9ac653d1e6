import { readFileSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { InfrastructureFault } from '@gradewire/core';
import pg from 'pg';
import type { Binaries } from './binaries.ts';
import { filesOf, superuser } from './cluster.ts';
import { isAlive } from './process-alive.ts';
import { type RunAs, runAs } from './run-as.ts';

const startTimeoutMs = 60_000;

/** The port of a server that runs on the folder and takes connections. Waits for one that is starting or stopping. */
export async function runningPort(folder: string, password: string): Promise<number | undefined> {
  const deadline = Date.now() + startTimeoutMs;
  for (;;) {
    const found = await readPidFile(folder);
    if (found === undefined || !isAlive(found.pid)) return undefined;
    if (found.port !== undefined) {
      const answer = await tryConnection(found.port, password);
      if (answer === 'ready') return found.port;
      // The pid may be another program's by now, after a reboot: starting finds that out.
      if (answer === 'nobody' && found.status === 'ready') return undefined;
    }
    if (Date.now() > deadline)
      throw new InfrastructureFault(`the embedded PostgreSQL in ${folder} neither starts nor stops`);
    await pause(50);
  }
}

/** postmaster.pid: pid, data folder, start time, port, socket folder, address, shared memory, status; a line each. */
async function readPidFile(folder: string): Promise<{ pid: number; port?: number; status?: string } | undefined> {
  const text = await readFile(path.join(filesOf(folder).data, 'postmaster.pid'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const lines = text.split('\n').map((line) => line.trim());
  const pid = Number(lines[0]);
  if (!(pid > 0)) return undefined;
  return { pid, port: lines[3] ? Number(lines[3]) : undefined, status: lines[7] };
}

async function tryConnection(port: number, password: string): Promise<'ready' | 'not yet' | 'nobody'> {
  const client = new pg.Client({ host: '127.0.0.1', port, user: superuser, password, database: 'postgres' });
  client.on('error', () => {});
  try {
    await client.connect();
    return 'ready';
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code === '28P01') {
      throw new InfrastructureFault(
        `the embedded PostgreSQL on port ${port} does not take the password kept beside it: ${message}`,
      );
    }
    return code === 'ECONNREFUSED' ? 'nobody' : 'not yet';
  } finally {
    await client.end().catch(() => {});
  }
}

/** Starts the server on a free port of the loopback and returns the port. It outlives us: `stop` is for who started it. */
export async function startPostmaster(folder: string, binaries: Binaries, who: RunAs): Promise<number> {
  const { data, log, starter } = filesOf(folder);
  const port = await freePort();
  const seconds = String(startTimeoutMs / 1000);
  await runAs(who, binaries.pgCtl, ['start', '-D', data, '-l', log, '-w', '-t', seconds, '-o', `-p ${port}`]);
  await writeFile(starter, String(process.pid));
  return port;
}

/** Ends the server, if it still runs: sessions are broken off, transactions rolled back. */
export async function stopPostmaster(folder: string, binaries: Binaries, who: RunAs): Promise<void> {
  const { data, starter } = filesOf(folder);
  await runAs(who, binaries.pgCtl, ['stop', '-D', data, '-m', 'fast', '-w', '-t', '60']).catch(async (error) => {
    const found = await readPidFile(folder);
    if (found !== undefined && isAlive(found.pid)) throw error;
  });
  await rm(starter, { force: true });
}

/** For a process that leaves at once: tells the server to end, if it is ours, and waits for nothing. */
export function endPostmaster(folder: string): void {
  const { data, starter } = filesOf(folder);
  try {
    if (Number(readFileSync(starter, 'utf8')) !== process.pid) return;
    const [pid] = readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n');
    // A fast shutdown, as in `stopPostmaster`.
    if (Number(pid) > 0) process.kill(Number(pid), 'SIGINT');
  } catch {
    // It has ended, or is somebody else's: the next process to open the folder takes it over.
  }
}

/** Whether this process is the one to stop the server; it becomes that if who started it was killed. */
export async function isOurs(folder: string): Promise<boolean> {
  const { starter } = filesOf(folder);
  const pid = Number(await readFile(starter, 'utf8').catch(() => '0'));
  if (pid === process.pid) return true;
  if (pid > 0 && isAlive(pid)) return false;
  await writeFile(starter, String(process.pid));
  return true;
}

/** The last lines of the server's log. */
export async function endOfLog(folder: string): Promise<string> {
  const text = await readFile(filesOf(folder).log, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-5).join('\n');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
