import { type Database, expiredArtefacts, ifNobodyElse, keptBlobKeys, noteDeleted } from '@gradewire/db';
import { type BlobStore, sweep } from '@gradewire/storage';
import { runPrefix } from '../attempt/keep-artefacts.ts';
import { repeat } from '../dispatch/repeat.ts';

export interface RetentionOptions {
  readonly db: Pick<Database, 'pool'>;
  readonly blobs: BlobStore;
  readonly onEvent: (event: RetentionEvent) => void;
  readonly everyMs?: number;
}

export type RetentionEvent =
  | { readonly kind: 'swept'; readonly expired: number; readonly orphaned: number; readonly bytes: number }
  | { readonly kind: 'retention-trouble'; readonly message: string };

const hourMs = 3_600_000;
const atOnce = 500;

/** What an attempt stored and never committed is nobody's after this: no run takes so long. Milliseconds. */
const orphanAfterMs = 48 * hourMs;

/** Deletes captures when their time is over, and what dead workers left in the blob store, again and again. */
export function startRetention({ db, blobs, onEvent, everyMs = hourMs }: RetentionOptions): AsyncDisposable {
  const look = async () => {
    const swept = await ifNobodyElse(db.pool, 'retention', () => sweepOnce(db.pool, blobs));
    if (swept && swept.expired + swept.orphaned > 0) onEvent({ kind: 'swept', ...swept });
  };
  const trouble = (error: unknown) => onEvent({ kind: 'retention-trouble', message: (error as Error).message });
  return repeat(everyMs, look, trouble);
}

/** One pass. The blob goes first: if we die in between, deleting it again does no harm. */
export async function sweepOnce(pool: Database['pool'], blobs: BlobStore, now = new Date()) {
  let expired = 0;
  let bytes = 0;
  for (
    let found = await expiredArtefacts(pool, atOnce);
    found.length > 0;
    found = await expiredArtefacts(pool, atOnce)
  ) {
    for (const one of found) {
      await blobs.delete(one.blobKey);
      bytes += one.sizeBytes;
    }
    await noteDeleted(
      pool,
      found.map(({ id }) => id),
    );
    expired += found.length;
  }
  const orphans = await sweep(blobs, runPrefix, new Date(now.getTime() - orphanAfterMs), await keptBlobKeys(pool));
  return { expired, orphaned: orphans.deleted, bytes: bytes + orphans.bytes };
}
