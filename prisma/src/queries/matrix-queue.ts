import type pg from 'pg';
import { type Enqueued, enqueueRun, type NewRun } from './enqueue.ts';
import { inTransaction, type Queryable } from './transaction.ts';

/**
 * Queues the run that brings a team's row and column up to date, after its official run was committed and in the same
 * transaction: whoever is committed later then meets it. Nothing where a later submission of the team counts, where there
 * is nobody to meet yet, or in a class repository, where a merge does it.
 */
export async function queueMatrix(db: Queryable, officialRunId: string): Promise<Enqueued | undefined> {
  const { rows } = await db.query<Omit<NewRun, 'reason' | 'supersede'>>(
    `SELECT mine.id AS "submissionId", mine.assignment_id AS "assignmentId", mine.team_id AS "teamId",
       run.version_id AS "versionId"
     FROM run JOIN submission mine ON mine.id = run.submission_id
     WHERE run.id = $1 AND mine.base_tree_digest IS NULL AND NOT EXISTS (
       SELECT FROM submission other JOIN run its ON its.submission_id = other.id
       WHERE other.assignment_id = mine.assignment_id AND other.team_id = mine.team_id
         AND its.reason = 'official' AND its.state = 'done' AND (other.received_at, other.id) > (mine.received_at, mine.id))`,
    [officialRunId],
  );
  const [mine] = rows;
  if (mine === undefined || !(await hasOpponents(db, mine))) return undefined;
  return enqueueRun(db, { ...mine, reason: 'matrix', supersede: true });
}

async function hasOpponents(db: Queryable, mine: Pick<NewRun, 'assignmentId' | 'teamId'>): Promise<boolean> {
  const look = () =>
    db.query(
      `SELECT FROM run WHERE assignment_id = $1 AND team_id <> $2 AND reason = 'official' AND state = 'done' LIMIT 1`,
      [mine.assignmentId, mine.teamId],
    );
  if ((await look()).rowCount !== 0) return true;
  // The first two may be committed at the same time: one of them waits here until it sees the other.
  await db.query('SELECT FROM assignment WHERE id = $1 FOR NO KEY UPDATE', [mine.assignmentId]);
  return (await look()).rowCount !== 0;
}

/** What a merge did to a class repository. */
export interface Merge {
  /** The submission that was merged. */
  readonly submissionId: string;
  /** Of the default branch after the merge; it must be in the blob store. */
  readonly treeDigest: string;
  /** That the merge changed, from the root. */
  readonly folders: readonly string[];
  readonly mergedAt: Date;
}

/**
 * Queues the run that brings the class matrix up to date after a merge: rows and columns of the changed folders. Merges of
 * one team that still wait become one. Undefined where the assignment has no published version.
 */
export function queueMerge(pool: pg.Pool, merge: Merge): Promise<Enqueued | undefined> {
  return inTransaction(pool, (client) => queueMergeIn(client, merge));
}

/** The same within a transaction of the caller's. */
export async function queueMergeIn(client: Queryable, merge: Merge): Promise<Enqueued | undefined> {
  const { rows } = await client.query<{ assignmentId: string; teamId: string; versionId: string | null }>(
    `SELECT assignment.id AS "assignmentId", team.id AS "teamId", assignment.current_version_id AS "versionId"
       FROM submission JOIN assignment ON assignment.id = submission.assignment_id
       JOIN team ON team.id = submission.team_id WHERE submission.id = $1 FOR NO KEY UPDATE OF team`,
    [merge.submissionId],
  );
  const [found] = rows;
  if (found === undefined) throw new RangeError(`there is no submission ${merge.submissionId}`);
  const { assignmentId, teamId, versionId } = found;
  if (versionId === null) return undefined;
  const { submissionId } = merge;
  const queued = await enqueueRun(client, {
    ...{ submissionId, assignmentId, teamId, versionId },
    ...{ reason: 'matrix', supersede: true },
  });
  // The later tree holds the other's change as well, whichever we were told of first.
  await client.query(
    `INSERT INTO matrix_merge (run_id, tree_digest, folders, merged_at)
       SELECT $1, (array_agg(tree_digest ORDER BY merged_at DESC))[1],
         (SELECT array_agg(DISTINCT folder) FROM unnest($4::text[] || (SELECT coalesce(array_agg(folder), '{}')
           FROM matrix_merge, unnest(folders) folder WHERE run_id = ANY($2::uuid[]))) folder), max(merged_at)
       FROM (SELECT tree_digest, merged_at FROM matrix_merge WHERE run_id = ANY($2::uuid[])
         UNION ALL SELECT $3, $5::timestamptz) each`,
    [queued.runId, queued.superseded, merge.treeDigest, merge.folders, merge.mergedAt],
  );
  return queued;
}
