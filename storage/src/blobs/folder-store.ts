import { randomUUID } from 'node:crypto';
import { access, constants, lstat, mkdir, open, readdir, rename, rm, statfs } from 'node:fs/promises';
import path from 'node:path';
import { InfrastructureFault } from '@gradewire/core';
import type { BlobInfo, BlobStore } from './blob-store.ts';
import { checkedKey } from './keys.ts';
import { makeFolder } from './make-folder.ts';

/** What is being written; no key begins with a dot. */
const incoming = '.incoming';
const abandonedMs = 24 * 3600 * 1000;

/** Blobs as files below `root`, which is made if need be. Several processes may use it. */
export async function folderStore(root: string): Promise<BlobStore> {
  const placeOf = (key: string) => path.join(root, checkedKey(key));
  await fault(`the blob store ${root} could not be opened`, openRoot(root));
  return {
    put: async (key, content) => put(root, placeOf(key), content),
    async get(key) {
      const file = await absent(`${key} could not be read`, open(placeOf(key), 'r'));
      return file?.createReadStream({ highWaterMark: 256 * 1024 });
    },
    stat: async (key) => infoOf(root, checkedKey(key)),
    exists: async (key) => (await infoOf(root, checkedKey(key))) !== undefined,
    async delete(key) {
      await fault(`${key} could not be deleted`, rm(placeOf(key), { force: true }));
    },
    list: (prefix) => list(root, prefix),
    async freeSpace() {
      const { bavail, bsize } = await fault(`the blob store ${root} could not be measured`, statfs(root));
      return bavail * bsize;
    },
  };
}

async function openRoot(root: string): Promise<void> {
  const folder = path.join(root, incoming);
  await makeFolder(folder);
  await access(folder, constants.W_OK | constants.X_OK);
  // Left by processes that were killed while they wrote.
  for (const name of await readdir(folder)) {
    const info = await lstat(path.join(folder, name)).catch(() => undefined);
    if (info && Date.now() - info.mtimeMs > abandonedMs) await rm(path.join(folder, name), { force: true });
  }
}

/** Written apart, flushed, renamed, and the renaming flushed: at every moment all of it is there, or nothing. */
async function put(root: string, place: string, content: AsyncIterable<Uint8Array>): Promise<void> {
  const apart = path.join(root, incoming, randomUUID());
  const what = `the blob ${path.relative(root, place)} could not be stored`;
  const file = await fault(what, open(apart, 'wx'));
  try {
    for await (const part of content) await fault(what, file.writeFile(part));
    await fault(what, file.sync());
    await fault(what, file.close());
    await fault(what, mkdir(path.dirname(place), { recursive: true }));
    await fault(what, rename(apart, place));
    await fault(what, flushFolder(path.dirname(place)));
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(apart, { force: true }).catch(() => undefined);
    throw error;
  }
}

async function flushFolder(folder: string): Promise<void> {
  await using handle = await open(folder, 'r');
  await handle.sync();
}

async function* list(root: string, prefix: string): AsyncGenerator<BlobInfo> {
  yield* below(root, prefix.slice(0, prefix.lastIndexOf('/') + 1), prefix);
}

/** `folder` is '' or ends in a slash. */
async function* below(root: string, folder: string, prefix: string): AsyncGenerator<BlobInfo> {
  const entries = await absent('blobs could not be listed', readdir(path.join(root, folder), { withFileTypes: true }));
  for (const entry of entries ?? []) {
    const key = folder + entry.name;
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory()) {
      if (`${key}/`.startsWith(prefix) || prefix.startsWith(`${key}/`)) yield* below(root, `${key}/`, prefix);
    } else if (key.startsWith(prefix)) {
      const info = await infoOf(root, key);
      if (info !== undefined) yield info;
    }
  }
}

async function infoOf(root: string, key: string): Promise<BlobInfo | undefined> {
  const info = await absent(`${key} could not be looked at`, lstat(path.join(root, key)));
  return info?.isFile() ? { key, size: info.size, modified: info.mtime } : undefined;
}

async function fault<T>(what: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new InfrastructureFault(what, error);
  }
}

/** Undefined where there is nothing. */
async function absent<T>(what: string, work: Promise<T>): Promise<T | undefined> {
  return fault(
    what,
    work.catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
      throw error;
    }),
  );
}
