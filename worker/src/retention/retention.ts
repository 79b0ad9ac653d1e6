import { type Database, databaseMadeAt, expiredArtefacts, ifNobodyElse, namedBlobs, noteDeleted } from '@gradewire/db';
import { type BlobStore, digestOfKey, markPrefix, sweep, treePrefix } from '@gradewire/storage';
import { runPrefix } from '../attempt/keep-artefacts.ts';
import { repeat } from '../dispatch/repeat.ts';

export interface RetentionOptions {
  readonly db: Pick<Database, 'pool'>;
  readonly blobs: BlobStore;
  readonly onEvent: (event: RetentionEvent) => void;
  readonly everyMs?: number;
}

export type RetentionEvent =
  | ({ readonly kind: 'swept' } & Swept)
  | { readonly kind: 'retention-trouble'; readonly message: string };

/** How many blobs were deleted, and their size together. */
interface Swept {
  /** Their time was over. */
  readonly expired: number;
  /** Stored by an attempt that never committed. */
  readonly orphaned: number;
  /** Sources that no hand-in and no commit names: refused or given up after they were stored. */
  readonly trees: number;
  readonly bytes: number;
}

const hourMs = 3_600_000;
const atOnce = 500;

/** What was stored and is not named by now is nobody's: no run takes so long, and no hand-in. Milliseconds. */
const orphanAfterMs = 48 * hourMs;

/** Deletes captures when their time is over, and what nobody came to name in the blob store, again and again. */
export function startRetention({ db, blobs, onEvent, everyMs = hourMs }: RetentionOptions): AsyncDisposable {
  const look = async () => {
    const swept = await ifNobodyElse(db.pool, 'retention', () => sweepOnce(db.pool, blobs));
    if (swept && swept.expired + swept.orphaned + swept.trees > 0) onEvent({ kind: 'swept', ...swept });
  };
  const trouble = (error: unknown) => onEvent({ kind: 'retention-trouble', message: (error as Error).message });
  return repeat(everyMs, look, trouble);
}

/** One pass. The blob goes first: if we die in between, deleting it again does no harm. */
export async function sweepOnce(pool: Database['pool'], blobs: BlobStore): Promise<Swept> {
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
  const putSince = await databaseMadeAt(pool);
  if (putSince === undefined) return { expired, orphaned: 0, trees: 0, bytes };
  const old = { olderThanMs: orphanAfterMs, putSince };
  const kept = (keys: readonly string[]) => namedBlobs(pool, { keys, digests: [] });
  const orphans = await sweep(blobs, { ...old, prefix: runPrefix, kept });
  const trees = await sweep(blobs, { ...old, prefix: treePrefix, kept: (keys) => keptTrees(pool, keys) });
  await sweep(blobs, { ...old, prefix: markPrefix, kept: async () => new Set() });
  return { expired, orphaned: orphans.deleted, trees: trees.deleted, bytes: bytes + orphans.bytes + trees.bytes };
}

/** Those of the keys that a row names, by the key or by the tree's digest; and what is no tree, which we did not put there. */
async function keptTrees(pool: Database['pool'], keys: readonly string[]): Promise<Set<string>> {
  const trees = keys.map((key) => ({ key, digest: digestOfKey(treePrefix, key) }));
  const digests = trees.flatMap(({ digest }) => digest ?? []);
  const named = await namedBlobs(pool, { keys, digests });
  const stays = trees.filter(({ key, digest }) => digest === undefined || named.has(key) || named.has(digest));
  return new Set(stays.map(({ key }) => key));
}
