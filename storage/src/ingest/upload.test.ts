import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createServer, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import path from 'node:path';
import { after, test } from 'node:test';
import { InfrastructureFault } from '@gradewire/core';
import { memoryStore } from '../../test/memory-store.ts';
import { tarGzOf } from '../../test/tar-writer.ts';
import { inParts, temporaryFolder } from '../../test/uploads.ts';
import { zipOf } from '../../test/zip-writer.ts';
import { blobStore } from '../blobs/blob-store.ts';
import { ingest } from './ingest.ts';
import { IngestRefused } from './refused.ts';

const home = await temporaryFolder();
const spoolFolder = await temporaryFolder();
const root = path.join(home, 'blobs');
const store = await blobStore({ kind: 'folder', folder: root });
const entries = [
  { name: 'a.c', content: 'int x;' },
  { name: 'b/c.py', content: `${Math.random()}`.repeat(20_000) },
];

/** All files below, so that what should not be there is seen. */
const left = async (folder: string) => {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, `${entry.parentPath}/${entry.name}`));
};

test('the same tree twice at once, in two formats and orders, is one blob', async () => {
  const archives = [tarGzOf(entries), zipOf(entries.toReversed()), tarGzOf(entries.toReversed()), zipOf(entries)];
  const trees = await Promise.all(archives.map((archive) => ingest(store, inParts(archive), { spoolFolder })));
  assert.equal(new Set(trees.map((tree) => tree.digest)).size, 1);
  const hex = trees[0]!.digest.slice('sha256:'.length);
  assert.deepEqual(await left(root), [path.join('trees', 'sha256', hex.slice(0, 2), hex.slice(2))]);
});

/** Takes one upload over HTTP and answers as an API would. */
async function served(): Promise<{ port: number; outcome: Promise<unknown> }> {
  const { promise: outcome, resolve } = Promise.withResolvers<unknown>();
  const server = createServer((incoming: IncomingMessage, response) => {
    const limits = { compressedBytes: 200_000 };
    ingest(memoryStore(), incoming, { spoolFolder, limits })
      .catch((error: unknown) => error)
      .then((result) => {
        const code = result instanceof IngestRefused ? 422 : 202;
        response.writeHead(code, { connection: 'close' }).end(result instanceof IngestRefused ? result.code : 'taken');
        resolve(result);
      });
  }).listen(0, '127.0.0.1');
  after(() => server.close());
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, outcome };
}

test('a connection that ends in the middle of an upload', async () => {
  for (const archive of [tarGzOf(entries), zipOf(entries)]) {
    const { port, outcome } = await served();
    const socket = connect(port, '127.0.0.1');
    socket.write(`POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${archive.length}\r\n\r\n`);
    socket.write(archive.subarray(0, archive.length / 2), () => socket.resetAndDestroy());
    const error = await outcome;
    assert.ok(error instanceof IngestRefused && error.code === 'upload-cut', String(error));
    assert.deepEqual(await left(spoolFolder), []);
  }
});

test('a refused upload still gets its answer, while its sender goes on sending', async () => {
  const { port } = await served();
  const sending = request({ port, host: '127.0.0.1', method: 'POST' });
  sending.on('error', () => undefined);
  const noise = Buffer.concat([tarGzOf(entries).subarray(0, 10), Buffer.alloc(300_000, 'noise')]);
  sending.write(noise);
  const [response] = (await once(sending, 'response')) as [IncomingMessage];
  assert.equal(response.statusCode, 422);
  assert.match(Buffer.concat(await response.toArray()).toString(), /^(archive-damaged|compressed-size)$/);
  sending.destroy();
});

test('a store or a disk that fails is a fault of ours, and no refusal', async () => {
  const fault = new InfrastructureFault('full');
  const full = { ...memoryStore(), put: async () => Promise.reject(fault) };
  await assert.rejects(ingest(full, inParts(tarGzOf(entries)), { spoolFolder }), (error) => error === fault);
  const nowhere = { spoolFolder: path.join(home, 'nowhere') };
  await assert.rejects(ingest(memoryStore(), inParts(tarGzOf(entries)), nowhere), InfrastructureFault);
  await assert.rejects(ingest(memoryStore(), inParts(zipOf(entries)), nowhere), InfrastructureFault);
  assert.deepEqual(await left(spoolFolder), []);
});
