import { createHash } from 'node:crypto';
import { mkdir, open, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { byPath, InfrastructureFault, treeDigest } from '@gradewire/core';
import { extract, type Header } from 'tar-stream';
import type { BlobStore } from '../blobs/blob-store.ts';
import { entrySegments } from '../ingest/entry-name.ts';
import { asSource, type FrozenFile, treeKey } from './frozen-tree.ts';

/**
 * Writes a frozen tree into `folder`, which must be empty or not there yet, and checks it against its digest.
 * @throws InfrastructureFault if the tree is not in the store, is not what its digest says, or cannot be written.
 */
export async function thaw(store: BlobStore, digest: string, folder: string): Promise<readonly FrozenFile[]> {
  const archive = await store.get(treeKey(digest));
  if (archive === undefined) throw new InfrastructureFault(`the source ${digest} is not in the blob store any more`);
  const unpack = extract();
  const files: FrozenFile[] = [];
  try {
    await mkdir(folder, { recursive: true });
    if ((await readdir(folder)).length > 0) throw new Error(`${folder} is not empty`);
    // Not earlier: an entry that comes while nobody listens is lost.
    const flow = pipeline(archive, unpack as unknown as Writable);
    flow.catch(() => undefined);
    for await (const entry of unpack) files.push(await write(entry.header, entry as AsyncIterable<Buffer>, folder));
    await flow;
  } catch (error) {
    archive.destroy();
    throw new InfrastructureFault(`the source ${digest} could not be laid out`, error);
  }
  const found = treeDigest(files.sort(byPath).map(asSource));
  if (found === digest) return files;
  throw new InfrastructureFault(`the source ${digest} is damaged in the blob store: what lies there is ${found}`);
}

async function write(header: Header, content: AsyncIterable<Buffer>, folder: string): Promise<FrozenFile> {
  // Checked when it was frozen; but what lies in a store may have been exchanged.
  const segments = entrySegments(header.name);
  if (header.type !== 'file' || segments.length === 0 || !Number.isSafeInteger(header.size))
    throw new Error(`${header.name} is no file`);
  const place = path.join(folder, ...segments);
  const mode = header.mode & 0o111 ? 0o755 : 0o644;
  await mkdir(path.dirname(place), { recursive: true });
  await using file = await open(place, 'wx', mode);
  const hash = createHash('sha256');
  for await (const part of content) {
    hash.update(part);
    await file.writeFile(part);
  }
  await file.chmod(mode);
  return { path: segments.join('/'), size: header.size, mode, sha256: hash.digest('hex') };
}
