import { createHash } from 'node:crypto';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { asText, byPath, InfrastructureFault, largestText, type SourceFile, type SourceTree } from '@gradewire/core';
import { extract } from 'tar-stream';
import type { BlobStore } from '../blobs/blob-store.ts';
import { treeKey } from './frozen-tree.ts';

/** Of all texts together: a tree may hold far more, and this is read in a server. Bytes. */
const mostText = 64 * 1024 * 1024;

/**
 * A frozen tree as kits read one; nothing is written anywhere. Only files of which `wantsText` is true have their text,
 * as long as there is room for it.
 * @throws InfrastructureFault if the tree is not in the store or cannot be read.
 */
export async function readFrozen(
  store: BlobStore,
  digest: string,
  wantsText: (path: string) => boolean = () => false,
): Promise<SourceTree> {
  const archive = await store.get(treeKey(digest));
  if (archive === undefined) throw new InfrastructureFault(`the source ${digest} is not in the blob store any more`);
  const unpack = extract();
  const files: SourceFile[] = [];
  let room = mostText;
  try {
    const flow = pipeline(archive, unpack as unknown as Writable);
    flow.catch(() => undefined);
    for await (const entry of unpack) {
      const { name: path, size = 0, mode = 0 } = entry.header;
      const keeps = size <= Math.min(largestText, room) && wantsText(path);
      const hash = createHash('sha256');
      const parts: Uint8Array[] = [];
      for await (const part of entry as AsyncIterable<Buffer>) {
        hash.update(part);
        if (keeps) parts.push(part);
      }
      const text = keeps ? asText(Buffer.concat(parts)) : undefined;
      if (text !== undefined) room -= size;
      const file = { path, size, executable: (mode & 0o111) !== 0, digest: hash.digest('hex') };
      files.push(text === undefined ? file : { ...file, text });
    }
    await flow;
  } catch (error) {
    archive.destroy();
    throw new InfrastructureFault(`the source ${digest} could not be read`, error);
  }
  return { digest, files: files.sort(byPath) };
}
