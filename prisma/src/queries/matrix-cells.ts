import type { Blame, Feedback, Outcome } from '@gradewire/core';
import type { Database } from '../open-database.ts';

export interface MatrixMember {
  readonly id: string;
  /** In a class repository, of the submission that it comes from, if that is known. */
  readonly teamId: string | null;
  readonly team: string | null;
  readonly folder: string;
  readonly language: string | null;
  readonly submissionId: string | null;
  readonly headSha: string | null;
  readonly asOf: Date;
}

/** Who is in an assignment's matrix now. */
export async function readMatrixMembers({ pool }: Database, assignmentId: string): Promise<MatrixMember[]> {
  const { rows } = await pool.query<MatrixMember>(
    `SELECT subject.id, team.id AS "teamId", team.name AS team, subject.folder, subject.language,
       subject.submission_id AS "submissionId", submission.head_sha AS "headSha", subject.as_of AS "asOf"
     FROM matrix_subject subject
     LEFT JOIN submission ON submission.id = subject.submission_id
     LEFT JOIN team ON team.id = coalesce(subject.team_id, submission.team_id)
     WHERE subject.assignment_id = $1 AND subject.present ORDER BY subject.language, subject.folder, team.name, subject.id`,
    [assignmentId],
  );
  return rows;
}

/** Where a cell comes from: a run, and the submission that it was made for. */
export interface Origin {
  readonly runId: string;
  readonly submissionId: string;
  readonly teamId: string;
  readonly headSha: string | null;
  /** When the newer of both sides came in. */
  readonly at: Date;
}

export interface MatrixEntry extends Origin {
  readonly client: string;
  readonly server: string;
  readonly outcome: Outcome;
  readonly blame: Blame | null;
  readonly points: number;
  readonly maxPoints: number;
  readonly feedback: readonly Feedback[];
  readonly hidden: boolean;
}

/** The newest of its pair; `since` is the first of its colour without another one in between. */
export interface PresentCell extends MatrixEntry {
  readonly since: Origin;
}

/** Passed, or whose fault it was. */
const colour = `CASE WHEN outcome = 'passed' THEN 'passed' ELSE coalesce(blame::text, 'nobody') END`;

/**
 * The order of a pair's results, not of their runs: what was run of newer submissions comes later. Of (new client, old
 * server) and (old client, new server) neither is after the other; (new, new) is after both. `begins` says that the
 * colour changed there.
 */
const history = `
  SELECT cell.*, run.submission_id, run.team_id, submission.head_sha,
    greatest(cell.client_as_of, cell.server_as_of) AS at,
    row_number() OVER place AS place,
    ${colour} IS DISTINCT FROM lag(${colour}) OVER place AS begins
  FROM matrix_cell cell JOIN run ON run.id = cell.run_id JOIN submission ON submission.id = run.submission_id
  WHERE cell.assignment_id = $1 AND ($2::uuid IS NULL OR cell.client_id = $2) AND ($3::uuid IS NULL OR cell.server_id = $3)
  WINDOW place AS (PARTITION BY cell.client_id, cell.server_id ORDER BY
    greatest(cell.client_as_of, cell.server_as_of), least(cell.client_as_of, cell.server_as_of), cell.id)`;

const entry = `cell.client_id AS client, cell.server_id AS server, cell.outcome::text, cell.blame::text,
  cell.points::float, cell.max_points::float AS "maxPoints", cell.feedback, cell.hidden, cell.run_id AS "runId",
  cell.submission_id AS "submissionId", cell.team_id AS "teamId", cell.head_sha AS "headSha", cell.at`;

/** The present cells, each with what gave it its colour. */
export async function readMatrixCells({ pool }: Database, assignmentId: string): Promise<PresentCell[]> {
  const { rows } = await pool.query<PresentCell>(
    `WITH history AS (${history})
     SELECT DISTINCT ON (cell.client_id, cell.server_id) ${entry},
       json_build_object('runId', since.run_id, 'submissionId', since.submission_id, 'teamId', since.team_id, 'headSha', since.head_sha,
         'at', since.at) AS since
     FROM history cell JOIN history since USING (client_id, server_id)
     JOIN matrix_subject client ON client.id = cell.client_id AND client.present
     JOIN matrix_subject server ON server.id = cell.server_id AND server.present
     WHERE since.begins
     ORDER BY cell.client_id, cell.server_id, cell.place DESC, since.place DESC`,
    [assignmentId, null, null],
  );
  return rows.map((row) => ({ ...row, since: { ...row.since, at: new Date(row.since.at) } }));
}

/** What became of a pair, oldest first. */
export async function readMatrixHistory(
  { pool }: Database,
  assignmentId: string,
  client: string,
  server: string,
): Promise<MatrixEntry[]> {
  const { rows } = await pool.query<MatrixEntry>(`SELECT ${entry} FROM (${history}) cell ORDER BY place`, [
    assignmentId,
    client,
    server,
  ]);
  return rows;
}

export interface OpenMatrixRun {
  readonly runId: string;
  readonly submissionId: string;
  readonly teamId: string;
  readonly state: 'waiting' | 'claimed';
  readonly createdAt: Date;
}

/** Runs that will change the matrix. */
export async function readOpenMatrixRuns({ pool }: Database, assignmentId: string): Promise<OpenMatrixRun[]> {
  const { rows } = await pool.query<OpenMatrixRun>(
    `SELECT id AS "runId", submission_id AS "submissionId", team_id AS "teamId", state, created_at AS "createdAt"
     FROM run WHERE assignment_id = $1 AND reason = 'matrix' AND state IN ('waiting', 'claimed') ORDER BY created_at, id`,
    [assignmentId],
  );
  return rows;
}
