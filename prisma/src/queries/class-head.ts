import type pg from 'pg';
import { queueMergeIn } from './matrix-queue.ts';
import { inTransaction, type Queryable } from './transaction.ts';

/** A commit of a class repository's branch. */
export interface ClassHead {
  readonly sha: string;
  /** It must be in the blob store. */
  readonly treeDigest: string;
}

/** Folders that changed, and whose they are. */
export interface ClassChange {
  readonly submissionId: string;
  /** From the root; at least one. */
  readonly folders: readonly string[];
}

/**
 * Brings the class matrix of a repository forward by what changed between two commits: a run for each submission. Only if
 * it still stood at `from` (null: nothing was there); else it returns false and nothing is done, so that whoever comes by
 * the same news twice, or at once, does it once. `changes` is asked within the transaction, and may be asked again.
 */
export function bringForward(
  pool: pg.Pool,
  bindingId: string,
  from: string | null,
  to: ClassHead,
  changes: (client: Queryable) => Promise<readonly ClassChange[]>,
): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    // Times follow each other as the commits do: by them it is told which of two results is the newer one.
    const { rows } = await client.query<{ at: Date }>(
      `UPDATE repository_binding SET class_sha = $3, class_tree_digest = $4,
         class_as_of = greatest(clock_timestamp(), class_as_of + interval '1 millisecond')
       WHERE id = $1 AND class_sha IS NOT DISTINCT FROM $2 RETURNING class_as_of AS at`,
      [bindingId, from, to.sha, to.treeDigest],
    );
    const [moved] = rows;
    if (moved === undefined) return false;
    for (const { submissionId, folders } of await changes(client)) {
      await queueMergeIn(client, { submissionId, treeDigest: to.treeDigest, folders, mergedAt: moved.at });
    }
    return true;
  });
}
