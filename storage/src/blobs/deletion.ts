import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { InfrastructureFault } from '@gradewire/core';
import type { BlobStore } from './blob-store.ts';

// A blob that nobody names may be put again just as it is deleted for its age: content has one key, and neither a folder
// nor S3 can delete "if it is still the old one". So whoever deletes says so first, by a mark in the store itself, and only
// then looks how old the blob is; whoever puts looks for marks afterwards. Writes to both stores are seen by the next
// read, so of a put and a mark one is the first. If the put is, the look after the mark finds a new blob and leaves it. If
// the mark is, the one who puts sees it, waits until it is gone, and puts again. No order is left in which a blob is
// deleted and its put returns. There is no need to lock anything, or to ask the database.

/** Where the marks are. One that is left over is swept like any other blob that nobody names. */
export const markPrefix = 'deleting/';

/** From the mark to the moment before the delete is sent: whoever was held up for longer leaves it for the next time. */
const deleteWithinMs = 60_000;
/** A mark that is so much older than the blob beside it was left by a process that died: its delete is long over. */
const abandonedMs = 600_000;
/** How long a put waits for deletions of the same blob to end, and how long between two looks. */
const waitMs = 30_000;
const lookAgainMs = 200;

const marksOf = (key: string) => `${markPrefix}${createHash('sha256').update(key).digest('hex')}.`;

/**
 * Deletes a blob that was last put `ageMs` ago or before; both times are the store's own, whatever our clock says. Returns
 * its size in bytes, or undefined if it is younger or not there. It must not be named anywhere, and be put by `putToStay`.
 */
export async function deleteOlder(store: BlobStore, key: string, ageMs: number): Promise<number | undefined> {
  const start = performance.now();
  const mark = marksOf(key) + randomUUID();
  await store.put(mark, nothing());
  const [marked, blob] = [await store.stat(mark), await store.stat(key)];
  const isOld = marked && blob && marked.modified.getTime() - blob.modified.getTime() >= ageMs;
  const due = isOld && performance.now() - start < deleteWithinMs;
  // If this throws, the delete may still be on its way: the mark stays.
  if (due) await store.delete(key);
  await store.delete(mark);
  return due ? blob.size : undefined;
}

/**
 * Puts a blob that will be named, although one of the same content may be about to be deleted; `content` is asked for
 * again each time that it has to be put.
 * @throws InfrastructureFault if the deletion does not end in time: it is there, but may not stay.
 */
export async function putToStay(
  store: BlobStore,
  key: string,
  content: () => AsyncIterable<Uint8Array>,
): Promise<void> {
  const start = performance.now();
  for (;;) {
    await store.put(key, content());
    if (!(await isMarked(store, key))) return;
    if (performance.now() - start > waitMs) throw new InfrastructureFault(`${key} is being deleted: try again`);
    await pause(lookAgainMs);
  }
}

async function isMarked(store: BlobStore, key: string): Promise<boolean> {
  for await (const mark of store.list(marksOf(key))) {
    const blob = await store.stat(key);
    if (blob === undefined || blob.modified.getTime() - mark.modified.getTime() < abandonedMs) return true;
  }
  return false;
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
