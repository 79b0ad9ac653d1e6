import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { ApiConfig, createApp, ensureFirstOwner } from '@gradewire/api';
import { openDatabase } from '@gradewire/db';
import { kits } from '@gradewire/kits';
import { blobStore } from '@gradewire/storage';
import { bareHandlers } from './bare.ts';
import type { Ask } from './load.ts';
import { openCourse } from './open-course.ts';

/** What the loads are to ask, told to the process that makes them. */
export interface Told {
  readonly select: Ask;
  readonly insert: Ask;
  readonly status: Ask;
  readonly submit: Ask;
}

const example = fileURLToPath(new URL('../../examples/class-repo/c', import.meta.url));
const folder = await mkdtemp(path.join(tmpdir(), 'gradewire-api-bench-'));
const owned = new AsyncDisposableStack();
owned.defer(() => rm(folder, { recursive: true, force: true }));
const db = owned.use(await openDatabase({ folder }));
const blobs = await blobStore({ kind: 'folder', folder: path.join(folder, 'blobs') });
const config = ApiConfig.parse({ logLevel: 'warn', requestsPerMinute: 1_000_000 });
const app = owned.use(createApp({ db, blobs, kits, version: 'bench', config }));

async function listen(handler: RequestListener): Promise<string> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  owned.defer(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const url = await listen(app.express);
const bare = await listen(await bareHandlers(db));
const { key, assignmentId, teamId } = await openCourse(url, (await ensureFirstOwner(db))!);
const archive = await buffer(
  spawn('tar', ['-czf', '-', '-C', example, '.'], { stdio: ['ignore', 'pipe', 'inherit'] }).stdout,
);
const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/gzip' };
const submissions = `${url}/v1/assignments/${assignmentId}/submissions?team=${teamId}`;
const submit: Ask = { url: submissions, method: 'POST', headers, body: archive.toString('base64') };
const first = await fetch(submissions, { method: 'POST', headers, body: new Uint8Array(archive) });
const { id } = (await first.json()) as { id: string };
const status: Ask = {
  url: `${url}/v1/submissions/${id}`,
  method: 'GET',
  headers: { Authorization: headers.Authorization },
};
const told: Told = {
  select: { url: `${bare}/select/${id}`, method: 'GET', headers: {} },
  insert: {
    url: `${bare}/insert`,
    method: 'POST',
    headers: { 'Content-Type': 'application/gzip' },
    body: submit.body!,
  },
  status,
  submit,
};
process.once('disconnect', () => void owned.disposeAsync());
process.send!(told);
