import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { ApiConfig, createApp, ensureFirstOwner } from '@gradewire/api';
import { openDatabase, readSubmissions } from '@gradewire/db';
import { kits } from '@gradewire/kits';
import { blobStore, ingest, treeKey } from '@gradewire/storage';
import { bareHandlers } from './bare.ts';
import type { Ask } from './load.ts';
import { bindRepositories, openClass } from './open-class.ts';

/** What the loads are to ask in turn, told to the process that makes them. */
export interface Told {
  readonly select: readonly Ask[];
  readonly insert: readonly Ask[];
  readonly status: readonly Ask[];
  readonly reference: readonly Ask[];
  readonly upload: readonly Ask[];
}

const teams = 200;
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
const course = await openClass(url, (await ensureFirstOwner(db))!, teams);
const archive = await buffer(
  spawn('tar', ['-czf', '-', '-C', example, '.'], { stdio: ['ignore', 'pipe', 'inherit'] }).stdout,
);
const { digest, bytes, files } = await ingest(blobs, Readable.from([archive]));
const tree = { treeDigest: digest, blobKey: treeKey(digest), sizeBytes: bytes, fileCount: files.length };
await bindRepositories(db, course, tree);
// As on a server that is in use: not the minute is measured in which autovacuum finds so many new tables.
await db.pool.query('VACUUM ANALYZE');
const { assignmentId, students } = course;
const handedIn = new Map(
  (await readSubmissions(db.pool, course, undefined, teams)).map(({ teamId, id }) => [teamId, id]),
);
const submissions = `${url}/v1/assignments/${assignmentId}/submissions`;
const as = (key: string, type?: string) => ({
  Authorization: `Bearer ${key}`,
  ...(type !== undefined && { 'Content-Type': type }),
});
const packed = archive.toString('base64');
const named = students.map(({ repository, commit }) =>
  Buffer.from(JSON.stringify({ repository, commit })).toString('base64'),
);
const told: Told = {
  select: [...handedIn.values()].map((id) => ({ url: `${bare}/select/${id}`, method: 'GET', headers: {} })),
  insert: named.map((body) => ({
    url: `${bare}/insert`,
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body,
  })),
  status: students.map(({ teamId, key }) => ({
    url: `${url}/v1/submissions/${handedIn.get(teamId)}`,
    method: 'GET',
    headers: as(key),
  })),
  reference: students.map(({ key }, at) => ({
    url: submissions,
    method: 'POST',
    headers: as(key, 'application/json'),
    body: named[at]!,
  })),
  upload: students.map(({ key }) => ({
    url: submissions,
    method: 'POST',
    headers: as(key, 'application/gzip'),
    body: packed,
  })),
};
process.once('disconnect', () => void owned.disposeAsync());
process.send!(told);
