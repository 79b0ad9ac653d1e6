import type { BlobStore } from './blob-store.ts';

export interface Swept {
  readonly deleted: number;
  /** Bytes of what was deleted. */
  readonly bytes: number;
}

/**
 * Retention: deletes the blobs below `prefix` that were last put before `olderThan`, but for those in `keep` (keys).
 * Putting a blob again makes it new, so that one handed in a second time while this runs stays: it is looked at once
 * more just before it is deleted.
 */
export async function sweep(
  store: BlobStore,
  prefix: string,
  olderThan: Date,
  keep: ReadonlySet<string>,
): Promise<Swept> {
  let deleted = 0;
  let bytes = 0;
  for await (const { key, modified } of store.list(prefix)) {
    if (modified >= olderThan || keep.has(key)) continue;
    const now = await store.stat(key);
    if (now === undefined || now.modified >= olderThan) continue;
    await store.delete(key);
    deleted++;
    bytes += now.size;
  }
  return { deleted, bytes };
}
