import { type Database, enqueueRun, inTransaction, type Queryable } from '@gradewire/db';

export interface NewSubmission {
  readonly id: string;
  readonly courseId: string;
  readonly assignmentId: string;
  readonly teamId: string;
  readonly submittedById: string;
  readonly tree: {
    readonly digest: string;
    readonly blobKey: string;
    readonly sizeBytes: number;
    readonly fileCount: number;
  };
  readonly receivedAt: Date;
  readonly sourceReference: Readonly<Record<string, string>>;
}

/** A transaction in which nothing else is submitted for the team: what is counted in it stays true to its end. */
export function oneAtATime<T>({ pool }: Database, teamId: string, work: (client: Queryable) => Promise<T>): Promise<T> {
  return inTransaction(pool, async (client) => {
    // The lock that enqueueRun takes as well.
    await client.query('SELECT FROM team WHERE id = $1 FOR NO KEY UPDATE', [teamId]);
    return work(client);
  });
}

/** The digest of a submission's tree; undefined if there is none of this id. */
export async function treeOf(client: Queryable, submissionId: string): Promise<string | undefined> {
  const { rows } = await client.query<{ digest: string }>(
    'SELECT tree_digest AS digest FROM submission WHERE id = $1',
    [submissionId],
  );
  return rows[0]?.digest;
}

/** Writes the submission with its first run and the wake-up. To be called within `oneAtATime`. */
export async function insertSubmission(
  client: Queryable,
  submission: NewSubmission,
  order: { readonly versionId: string; readonly reason: 'official' | 'self-check'; readonly supersede: boolean },
): Promise<void> {
  const { id, courseId, assignmentId, teamId, submittedById, tree, receivedAt, sourceReference } = submission;
  await client.query(
    `INSERT INTO submission (id, course_id, assignment_id, team_id, submitted_by_id, tree_digest, blob_key, size_bytes,
       file_count, received_at, source, source_reference)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'upload', $11)`,
    [
      id,
      courseId,
      assignmentId,
      teamId,
      submittedById,
      tree.digest,
      tree.blobKey,
      tree.sizeBytes,
      tree.fileCount,
      receivedAt,
      sourceReference,
    ],
  );
  await enqueueRun(client, { submissionId: id, assignmentId, teamId, ...order });
}
