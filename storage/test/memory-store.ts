import { Readable } from 'node:stream';
import type { BlobStore } from '../src/blobs/blob-store.ts';

/** Blobs in memory, so that ten thousand uploads need not wait for a disk. */
export function memoryStore(): BlobStore & { readonly blobs: Map<string, Buffer> } {
  const blobs = new Map<string, Buffer>();
  const stat = async (key: string) => {
    const found = blobs.get(key);
    return found && { key, size: found.length, modified: new Date() };
  };
  return {
    blobs,
    async put(key, content) {
      const parts: Uint8Array[] = [];
      for await (const part of content) parts.push(part);
      blobs.set(key, Buffer.concat(parts));
    },
    async get(key) {
      const found = blobs.get(key);
      return found && Readable.from([found]);
    },
    stat,
    exists: async (key) => blobs.has(key),
    async delete(key) {
      blobs.delete(key);
    },
    async *list(prefix) {
      for (const key of blobs.keys()) if (key.startsWith(prefix)) yield (await stat(key))!;
    },
    freeSpace: async () => Number.POSITIVE_INFINITY,
  };
}
