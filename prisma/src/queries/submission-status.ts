import type pg from 'pg';
import { type Deadlines, deadlineColumns } from './deadlines.ts';
import { type Asking, type Enrolled, type EnrolledRow, enrolledIn, enrolledOf } from './enrolled.ts';
import { type Place, type PlaceRow, placeOf, placeOfRun } from './place-of-run.ts';
import { isTold } from './told-runs.ts';
import type { Queryable } from './transaction.ts';
import type { RunReason } from './words.ts';

/** A submission as those who wait for it see it: with its newest run that is to be told of. */
export interface SubmissionStatus {
  readonly id: string;
  readonly courseId: string;
  readonly assignmentId: string;
  readonly teamId: string;
  readonly treeDigest: string;
  readonly sizeBytes: number;
  readonly fileCount: number;
  readonly source: 'upload' | 'reference' | 'github';
  readonly receivedAt: Date;
  readonly createdAt: Date;
  readonly run: RunStatus | null;
  /** Of its assignment. */
  readonly deadlines: Deadlines;
}

export interface RunStatus {
  readonly id: string;
  readonly reason: RunReason;
  readonly state: 'waiting' | 'claimed' | 'done' | 'superseded' | 'cancelled' | 'incomplete';
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly note: string | null;
  readonly visibility: unknown;
  /** Of the attempt that lives; undefined without one. */
  readonly progress: unknown;
  readonly hiddenCases: number;
  /** While it waits. */
  readonly place: Place | null;
  readonly score: (Record<'raw' | 'late' | 'adjustment' | 'final' | 'max', number> & { reason: string | null }) | null;
}

// In one statement, since it is what everybody who waits asks again and again.
const ofSubmission = `submission.id, submission.course_id AS "courseId", submission.assignment_id AS "assignmentId",
  submission.team_id AS "submittingTeamId", submission.tree_digest AS "treeDigest",
  submission.size_bytes::float AS "sizeBytes", submission.file_count AS "fileCount", submission.source::text,
  submission.received_at AS "receivedAt", submission.created_at AS "createdAt", run.id AS "runId", run.reason::text,
  run.state::text, run.created_at AS "runCreatedAt", run.started_at AS "startedAt", run.ended_at AS "endedAt", run.note,
  version.visibility, place.ahead, place.median, place.workers, ${deadlineColumns}`;
const besidesRun = `LEFT JOIN LATERAL (${placeOfRun}) place ON true
  LEFT JOIN assignment_version version ON version.id = run.version_id`;
const columns = `${ofSubmission}, score.id AS "scoreId", score.raw::float, score.late::float, score.adjustment::float,
  score.final::float, score.max::float, score.reason AS "scoreReason",
  (SELECT progress FROM run_attempt WHERE run_id = run.id AND ended_at IS NULL LIMIT 1) AS progress,
  (SELECT count(*)::int FROM case_result WHERE run_id = run.id AND hidden) AS "hiddenCases"`;
const joins = `
  JOIN assignment ON assignment.id = submission.assignment_id
  LEFT JOIN LATERAL (
    SELECT * FROM run WHERE run.submission_id = submission.id AND ${isTold}
    ORDER BY run.created_at DESC, run.id DESC LIMIT 1
  ) run ON true
  ${besidesRun}
  LEFT JOIN score ON score.run_id = run.id AND score.standing = 'current'`;

/** A submission that is just being made, with its run, of which nothing is known yet: for the same transaction. */
export async function readNewSubmission(db: Queryable, id: string, runId: string): Promise<SubmissionStatus> {
  const { rows } = await db.query<Row>({
    name: 'new-submission',
    text: `
      SELECT ${ofSubmission}, NULL AS "scoreId", NULL AS progress, 0 AS "hiddenCases"
      FROM submission JOIN assignment ON assignment.id = submission.assignment_id JOIN run ON run.id = $2 ${besidesRun}
      WHERE submission.id = $1`,
    values: [id, runId],
  });
  return statusOf(rows[0]!);
}

export async function readSubmission(db: Queryable, id: string): Promise<SubmissionStatus | null> {
  const { rows } = await db.query<Row>({
    name: 'submission',
    text: `SELECT ${columns} FROM submission ${joins} WHERE submission.id = $1`,
    values: [id],
  });
  return rows[0] === undefined ? null : statusOf(rows[0]);
}

export interface SubmissionFor {
  readonly row: SubmissionStatus;
  /** null: not in its course. */
  readonly enrolled: Enrolled | null;
  /** Whether they are in its team or will be, or were in it when the work came in. */
  readonly isMember: boolean;
}

/** The same, with the place in its course of somebody who asks. */
export async function readSubmissionFor(
  pool: pg.Pool,
  id: string,
  { userId, at }: Asking,
): Promise<SubmissionFor | null> {
  const place = enrolledIn('submission.course_id', '$2', '$3');
  const { rows } = await pool.query<Row & EnrolledRow & { readonly isMember: boolean }>({
    name: 'submission-for',
    text: `
      SELECT ${columns}, ${place.columns},
        EXISTS (SELECT FROM team_member own
          WHERE own.course_id = submission.course_id AND own.team_id = submission.team_id
            AND own.enrollment_id = enrollment.id AND (own.member_until IS NULL OR own.member_until > $3
              OR own.member_from <= submission.received_at AND own.member_until > submission.received_at)) AS "isMember"
      FROM submission ${joins} ${place.joins} WHERE submission.id = $1`,
    values: [id, userId, at],
  });
  const [row] = rows;
  return row === undefined ? null : { row: statusOf(row), enrolled: enrolledOf(row), isMember: row.isMember };
}

/** Newest first, at most `limit`, after the one of this time (RFC 3339) and id; samples of trials are left out. */
export async function readSubmissions(
  pool: pg.Pool,
  of: { readonly courseId: string; readonly assignmentId: string; readonly teamId?: string | undefined },
  after: readonly [string, string] | undefined,
  limit: number,
): Promise<SubmissionStatus[]> {
  const { rows } = await pool.query<Row>(
    `SELECT ${columns} FROM submission ${joins} JOIN team ON team.id = submission.team_id AND NOT team.is_staff
     WHERE submission.course_id = $1 AND submission.assignment_id = $2 AND ($3::uuid IS NULL OR submission.team_id = $3)
       AND ($4::timestamptz IS NULL OR (submission.created_at, submission.id) < ($4, $5::uuid))
     ORDER BY submission.created_at DESC, submission.id DESC LIMIT $6`,
    [of.courseId, of.assignmentId, of.teamId ?? null, after?.[0] ?? null, after?.[1] ?? null, limit],
  );
  return rows.map(statusOf);
}

/** The run of a submission that was graded to its end and is to be told of: the newest, or the one that is asked for. */
export async function findToldRun(pool: pg.Pool, submissionId: string, runId?: string): Promise<string | undefined> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT id FROM run WHERE submission_id = $1 AND state = 'done' AND ($2::uuid IS NULL OR id = $2) AND ${isTold}
     ORDER BY created_at DESC, id DESC LIMIT 1`,
    [submissionId, runId ?? null],
  );
  return rows[0]?.id;
}

interface Row
  extends Omit<SubmissionStatus, 'run' | 'teamId' | 'deadlines'>,
    Omit<RunStatus, 'id' | 'createdAt' | 'score' | 'place'>,
    Deadlines,
    PlaceRow {
  /** Not the reader's, where there is one. */
  readonly submittingTeamId: string;
  readonly runId: string | null;
  readonly runCreatedAt: Date;
  readonly scoreId: string | null;
  readonly raw: number;
  readonly late: number;
  readonly adjustment: number;
  readonly final: number;
  readonly max: number;
  readonly scoreReason: string | null;
}

function statusOf(row: Row): SubmissionStatus {
  const { id, courseId, assignmentId, submittingTeamId: teamId, treeDigest, sizeBytes, fileCount, source } = row;
  const { receivedAt, createdAt, dueAt, closesAt, latePercentPerDay, lateGraceSeconds, extensions } = row;
  return {
    ...{ id, courseId, assignmentId, teamId, treeDigest, sizeBytes, fileCount, source, receivedAt, createdAt },
    deadlines: { dueAt, closesAt, latePercentPerDay, lateGraceSeconds, extensions },
    run: row.runId === null ? null : runOf(row, row.runId),
  };
}

function runOf(row: Row, id: string): RunStatus {
  const { reason, state, runCreatedAt, startedAt, endedAt, note, visibility, progress, hiddenCases } = row;
  const { raw, late, adjustment, final, max, scoreReason } = row;
  const score = row.scoreId === null ? null : { raw, late, adjustment, final, max, reason: scoreReason };
  return {
    ...{ id, reason, state, createdAt: runCreatedAt, startedAt, endedAt, note, visibility, hiddenCases, score },
    progress: progress ?? undefined,
    place: state === 'waiting' ? placeOf(row) : null,
  };
}
