import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { InfrastructureFault } from '@gradewire/core';
import { extract } from 'tar-stream';
import type { BlobStore } from '../blobs/blob-store.ts';
import { treeKey } from './frozen-tree.ts';

/**
 * The paths of a frozen tree, in order; nothing is written anywhere.
 * @throws InfrastructureFault if the tree is not in the store or cannot be read.
 */
export async function treePaths(store: BlobStore, digest: string): Promise<string[]> {
  const archive = await store.get(treeKey(digest));
  if (archive === undefined) throw new InfrastructureFault(`the source ${digest} is not in the blob store any more`);
  const unpack = extract();
  const paths: string[] = [];
  try {
    const flow = pipeline(archive, unpack as unknown as Writable);
    flow.catch(() => undefined);
    for await (const entry of unpack) {
      paths.push(entry.header.name);
      entry.resume();
    }
    await flow;
  } catch (error) {
    archive.destroy();
    throw new InfrastructureFault(`the source ${digest} could not be read`, error);
  }
  return paths;
}
