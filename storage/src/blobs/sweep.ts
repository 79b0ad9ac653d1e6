import type { BlobInfo, BlobStore } from './blob-store.ts';
import { deleteOlder } from './deletion.ts';

export interface Sweep {
  readonly prefix: string;
  /** Blobs that were put again since, by the store's clock, stay. Milliseconds. */
  readonly olderThanMs: number;
  /** What was put before is not looked at. */
  readonly putSince?: Date;
  /** Of these keys, the ones to be kept; asked for some thousands at a time, after they were listed. */
  readonly kept: (keys: readonly string[]) => Promise<ReadonlySet<string>>;
}

export interface Swept {
  readonly deleted: number;
  /** Bytes of what was deleted. */
  readonly bytes: number;
}

const atOnce = 5000;

/**
 * Retention: deletes the blobs below `prefix` that are old and not to be kept. Putting a blob again makes it new. What is
 * put is named within `olderThanMs`, or never: so one that is old, and named by nothing when it is asked, can be named
 * afterwards only by somebody who puts it again, and `deleteOlder` leaves that one.
 */
export async function sweep(store: BlobStore, { prefix, olderThanMs, putSince, kept }: Sweep): Promise<Swept> {
  let deleted = 0;
  let bytes = 0;
  for await (const keys of old(store, prefix, olderThanMs, putSince)) {
    const stay = await kept(keys);
    for (const key of keys) {
      const size = stay.has(key) ? undefined : await deleteOlder(store, key, olderThanMs);
      if (size === undefined) continue;
      deleted++;
      bytes += size;
    }
  }
  return { deleted, bytes };
}

/** By our clock, which saves looking at most of those that are new; the store's decides later. */
async function* old(store: BlobStore, prefix: string, olderThanMs: number, putSince = new Date(0)) {
  const isOld = ({ modified }: BlobInfo) => modified >= putSince && Date.now() - modified.getTime() >= olderThanMs;
  let keys: string[] = [];
  for await (const blob of store.list(prefix)) {
    if (isOld(blob)) keys.push(blob.key);
    if (keys.length < atOnce) continue;
    yield keys;
    keys = [];
  }
  if (keys.length > 0) yield keys;
}
