import type pg from 'pg';
import { newId } from '../id.ts';
import { keepSubmissionsBehind } from './clock-set-back.ts';
import { type Enqueued, enqueueing, lockTeam, type Queued, queued, runValues, settle } from './enqueue.ts';
import { tellOfOutbox, tellsAfterCommit } from './outbox-news.ts';
import { inTransaction, inTransactionUnwaited, type Queryable } from './transaction.ts';

export interface NewSubmission {
  /** A new one if not given. */
  readonly id?: string;
  readonly courseId: string;
  readonly assignmentId: string;
  readonly teamId: string;
  readonly submittedById?: string;
  /** `sha256:` and 64 hexadecimal digits. */
  readonly treeDigest: string;
  readonly blobKey: string;
  readonly sizeBytes: number;
  readonly fileCount: number;
  /** The time that counts for the deadline. */
  readonly receivedAt: Date;
  readonly source: 'upload' | 'reference' | 'github';
  readonly sourceReference?: Record<string, unknown>;
  readonly githubRepositoryId?: bigint;
  readonly pullRequest?: number;
  readonly headSha?: string;
  /** In a class repository: what it changes, and the tree that it is to be merged into, which must be in the blob store. */
  readonly changes?: { readonly folders: readonly string[]; readonly baseTreeDigest: string };
}

export interface SubmissionOrder {
  readonly versionId: string;
  readonly reason: 'official' | 'self-check' | 'trial';
  readonly cost?: number;
  readonly githubCheckId?: bigint;
}

export interface Submitted extends Enqueued {
  readonly submissionId: string;
}

type Work<T> = (client: Queryable) => Promise<T>;

/** A transaction in which nothing else is submitted for the team: what is counted in it stays true to its end. */
export async function oneAtATime<T>(pool: pg.Pool, teamId: string, work: Work<T>): Promise<T> {
  const result = await inTransaction(pool, work, beginningFor(teamId));
  tellOfOutbox(pool);
  return result;
}

/** The same for work that asks nobody but `client`: see `inTransactionUnwaited`. */
export async function oneAtATimeUnwaited<T>(pool: pg.Pool, teamId: string, work: Work<T>): Promise<T> {
  const result = await inTransactionUnwaited(pool, work, beginningFor(teamId));
  tellOfOutbox(pool);
  return result;
}

function beginningFor(teamId: string): string {
  return `${tellsAfterCommit}; ${lockTeam(teamId)}`;
}

/** The digest of a submission's tree; undefined if there is none of this id. */
export async function treeOf(client: Queryable, submissionId: string): Promise<string | undefined> {
  const { rows } = await client.query<{ digest: string }>(
    'SELECT tree_digest AS digest FROM submission WHERE id = $1',
    [submissionId],
  );
  return rows[0]?.digest;
}

/** Records a frozen tree, its run and the wake-up in one transaction. */
export function submit(pool: pg.Pool, submission: NewSubmission, order: SubmissionOrder): Promise<Submitted> {
  return oneAtATimeUnwaited(pool, submission.teamId, (client) => insertSubmission(client, submission, order));
}

/**
 * The same within a transaction of the caller's (`oneAtATime`). A run of the same team for the same assignment and reason
 * that still waits is superseded, unless the course says that every submission counts.
 */
export async function insertSubmission(
  client: Queryable,
  submission: NewSubmission,
  order: SubmissionOrder,
): Promise<Submitted> {
  const submissionId = submission.id ?? newId();
  const { assignmentId, teamId } = submission;
  // Another trial may be of another version, which waits for its own; two pull requests to a class repository are two
  // hand-ins, of other folders.
  const supersede = order.reason !== 'trial' && submission.changes === undefined;
  const run = { ...order, submissionId, assignmentId, teamId, supersede };
  const runParameters = runValues(run, newId());
  const { rows } = await client.query<Queued & Recorded>({
    name: 'submit',
    text: `
      WITH recorded AS (${recording(runParameters.length)}),
      ${enqueueing('($13 AND (SELECT NOT every_submission_counts FROM course WHERE id = $15))')}
      SELECT ${queued}, (SELECT "isEarlier" FROM recorded)`,
    values: [...runParameters, ...valuesOf(submission, submissionId)],
  });
  if (rows[0]!.isEarlier) await keepSubmissionsBehind(client, submission);
  return { submissionId, ...(await settle(client, run, rows[0]!)) };
}

/** Records a frozen tree without a run; returns the submission's id. */
export async function recordSubmission(client: Queryable, submission: NewSubmission): Promise<string> {
  const submissionId = submission.id ?? newId();
  const { rows } = await client.query<Recorded>(recording(0), valuesOf(submission, submissionId));
  if (rows[0]!.isEarlier) await keepSubmissionsBehind(client, submission);
  return submissionId;
}

interface Recorded {
  /** Than another of the team: the clock was set back, or it was found late. */
  readonly isEarlier: boolean;
}

/** The statement that records it; `parameters`: those of others that go before its own. */
function recording(parameters: number): string {
  const own = Array.from({ length: 17 }, (_, at) => `$${parameters + at + 1}`);
  return `
    INSERT INTO submission (id, course_id, assignment_id, team_id, submitted_by_id, tree_digest, blob_key, size_bytes,
      file_count, received_at, source, source_reference, github_repository_id, pull_request, head_sha,
      changed_folders, base_tree_digest)
    VALUES (${own.join(', ')})
    RETURNING EXISTS (SELECT FROM submission other WHERE other.course_id = submission.course_id
      AND other.team_id = submission.team_id AND other.assignment_id = submission.assignment_id
      AND other.received_at > greatest(now(), submission.received_at)) AS "isEarlier"`;
}

function valuesOf(submission: NewSubmission, submissionId: string): unknown[] {
  return [
    submissionId,
    submission.courseId,
    submission.assignmentId,
    submission.teamId,
    submission.submittedById ?? null,
    submission.treeDigest,
    submission.blobKey,
    submission.sizeBytes,
    submission.fileCount,
    submission.receivedAt,
    submission.source,
    submission.sourceReference ?? {},
    submission.githubRepositoryId ?? null,
    submission.pullRequest ?? null,
    submission.headSha ?? null,
    submission.changes?.folders ?? [],
    submission.changes?.baseTreeDigest ?? null,
  ];
}
