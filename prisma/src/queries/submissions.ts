import type pg from 'pg';
import { newId } from '../id.ts';
import { keepingSubmissionsBehind } from './clock-set-back.ts';
import { type Enqueued, enqueued, enqueueing, lockingTeam, runParameters, runValues } from './enqueue.ts';
import { tellOfOutbox, tellsAfterCommit } from './outbox-news.ts';
import { inTransaction, type Queryable, sendTransaction } from './transaction.ts';

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
  /** The run's; a new one if not given. */
  readonly runId?: string;
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

/** The same for what is sent at once: see `sendTransaction`. */
export async function sendOneAtATime<T>(pool: pg.Pool, teamId: string, send: Work<T>): Promise<T> {
  const result = await sendTransaction(pool, send, beginningFor(teamId));
  tellOfOutbox(pool);
  return result;
}

/**
 * The team's lock. Statements keep their plan: where tables are so small that a plan for the values in hand looks a little
 * better, each hand-in would wait 2 ms and more for one of its own.
 */
function beginningFor(teamId: string): pg.QueryConfig {
  return {
    name: 'one-at-a-time',
    text: `
      SELECT ${tellsAfterCommit}, set_config('plan_cache_mode', 'force_generic_plan', true),
        EXISTS (${lockingTeam})`,
    values: [teamId],
  };
}

/** Records a frozen tree, its run and the wake-up in one transaction. */
export function submit(pool: pg.Pool, submission: NewSubmission, order: SubmissionOrder): Promise<Submitted> {
  return sendOneAtATime(pool, submission.teamId, (client) => insertSubmission(client, submission, order));
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
  const values = [...runValues(run), ...valuesOf(submission, submissionId)];
  const { rows } = await client.query<Enqueued>({ name: 'submit', text: submitting, values });
  return { submissionId, ...rows[0]! };
}

const submitting = `
  WITH ${recording(runParameters)},
  ${enqueueing('($13 AND (SELECT NOT every_submission_counts FROM course WHERE id = $15))')}
  SELECT ${enqueued}`;

/** Records a frozen tree without a run; returns the submission's id. */
export async function recordSubmission(client: Queryable, submission: NewSubmission): Promise<string> {
  const submissionId = submission.id ?? newId();
  await client.query(`WITH ${recording(0)} SELECT`, valuesOf(submission, submissionId));
  return submissionId;
}

/**
 * Parts of a statement that record it, and keep those behind it that would pass for newer; `parameters`: those of others
 * that go before its own.
 */
function recording(parameters: number): string {
  const nth = (at: number) => `$${parameters + at}`;
  const own = Array.from({ length: 17 }, (_, at) => nth(at + 1));
  const behind = keepingSubmissionsBehind({ assignment: nth(3), team: nth(4) }, nth(10));
  return `
    recorded AS (
      INSERT INTO submission (id, course_id, assignment_id, team_id, submitted_by_id, tree_digest, blob_key, size_bytes,
        file_count, received_at, source, source_reference, github_repository_id, pull_request, head_sha,
        changed_folders, base_tree_digest)
      VALUES (${own.join(', ')})
    ), overtaken AS (${behind})`;
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
