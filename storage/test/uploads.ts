import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { type IngestOptions, ingest } from '../src/ingest/ingest.ts';
import { IngestRefused, type RefusalCode } from '../src/ingest/refused.ts';
import { memoryStore } from './memory-store.ts';

/** A folder that goes when the test file ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'gradewire-storage-'));
  after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** As a request delivers it: in parts. */
export async function* inParts(bytes: Uint8Array, size = 1000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const spoolFolder = await temporaryFolder();

/** Ingests into an empty store. Whatever comes of it, nothing may be left in the folder for temporary files. */
export async function taken(archive: Uint8Array, options: IngestOptions = {}) {
  const store = memoryStore();
  try {
    return { store, tree: await ingest(store, inParts(archive), { spoolFolder, ...options }) };
  } catch (error) {
    assert.equal(store.blobs.size, 0);
    throw error;
  } finally {
    assert.deepEqual(await readdir(spoolFolder), []);
  }
}

/** The refusal of an upload that must be refused. */
export async function refused(archive: Uint8Array, code: RefusalCode, options: IngestOptions = {}) {
  const error = await taken(archive, options).then(
    ({ tree }) => assert.fail(`taken: ${JSON.stringify(tree.files)}`),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof IngestRefused)) throw error;
  assert.equal(error.code, code, error.message);
  return error;
}
