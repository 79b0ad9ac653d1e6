import type { Blame, Feedback, Outcome } from '@gradewire/core';
import { newId } from '../id.ts';
import type { Queryable } from './transaction.ts';

/** Someone in a class matrix, as a run found them. */
export interface MatrixSubjectFound {
  /** Null in a class repository. */
  readonly teamId: string | null;
  /** As the kit calls it. */
  readonly folder: string;
  readonly language: string | null;
  /** What the run was about; the others were met as they are. */
  readonly graded: boolean;
  readonly submissionId: string | null;
  /** When what was run came in. */
  readonly asOf: Date;
}

/** A pair of a run, its sides as indices of the subjects. */
export interface MatrixPair {
  readonly client: number;
  readonly server: number;
  readonly outcome: Outcome;
  readonly blame: Blame | null;
  readonly points: number;
  readonly maxPoints: number;
  readonly feedback: readonly Feedback[];
  readonly hidden: boolean;
}

/** A row and a column of a class matrix. */
export interface NewMatrix {
  /** Whose folders the run has seen all of: those that it did not find are gone. Null: all of the class repository's. */
  readonly teamId: string | null;
  readonly asOf: Date;
  readonly subjects: readonly MatrixSubjectFound[];
  readonly pairs: readonly MatrixPair[];
}

/** Adds what a run found to its assignment's matrix; within the transaction that commits the run. */
export async function insertMatrix(db: Queryable, runId: string, matrix: NewMatrix): Promise<void> {
  const ids = await upsertSubjects(db, runId, matrix.subjects);
  await db.query(
    `UPDATE matrix_subject subject SET present = false, as_of = $3, run_id = $1 FROM run
     WHERE run.id = $1 AND subject.assignment_id = run.assignment_id AND subject.team_id IS NOT DISTINCT FROM $2
       AND subject.present AND subject.as_of <= $3 AND subject.id <> ALL($4::uuid[])`,
    [runId, matrix.teamId, matrix.asOf, ids],
  );
  const rows = matrix.pairs.map(({ client, server, outcome, blame, points, maxPoints, feedback, hidden }) => ({
    id: newId(),
    client_id: ids[client],
    server_id: ids[server],
    client_as_of: matrix.subjects[client]!.asOf,
    server_as_of: matrix.subjects[server]!.asOf,
    outcome,
    blame,
    points,
    max_points: maxPoints,
    feedback,
    hidden,
  }));
  await db.query(
    `INSERT INTO matrix_cell (id, assignment_id, client_id, server_id, run_id, client_as_of, server_as_of, outcome, blame,
       points, max_points, feedback, hidden)
     SELECT cell.id, run.assignment_id, cell.client_id, cell.server_id, run.id, cell.client_as_of, cell.server_as_of,
       cell.outcome, cell.blame, cell.points, cell.max_points, cell.feedback, cell.hidden
     FROM run, jsonb_populate_recordset(NULL::matrix_cell, $2::jsonb) cell WHERE run.id = $1`,
    [runId, JSON.stringify(rows)],
  );
}

/**
 * The subjects' ids, in their order. What was graded is the present form unless a newer one is known already; who was met
 * is only made known.
 */
async function upsertSubjects(db: Queryable, runId: string, subjects: NewMatrix['subjects']): Promise<string[]> {
  const found = JSON.stringify(
    subjects.map(({ teamId, folder, language, graded, submissionId, asOf }, place) => {
      const names = { team_id: teamId, folder, language, submission_id: submissionId };
      return { ...names, place, graded, id: newId(), as_of: asOf };
    }),
  );
  const rows = `jsonb_to_recordset($2::jsonb) AS found(id uuid, place int, team_id uuid, folder text, language text,
    submission_id uuid, as_of timestamptz, graded boolean)`;
  const isOne = `subject.assignment_id = run.assignment_id AND subject.folder = found.folder
    AND subject.team_id IS NOT DISTINCT FROM found.team_id`;
  // In one order for all, so that two runs do not wait for each other.
  await db.query(
    `INSERT INTO matrix_subject (id, assignment_id, team_id, folder, language, submission_id, run_id, as_of)
     SELECT found.id, run.assignment_id, found.team_id, found.folder, found.language, found.submission_id, run.id, found.as_of
     FROM run, ${rows} WHERE run.id = $1 ORDER BY found.team_id, found.folder
     ON CONFLICT (assignment_id, team_id, folder) DO NOTHING`,
    [runId, found],
  );
  await db.query(
    `UPDATE matrix_subject subject SET language = found.language, submission_id = found.submission_id, run_id = run.id,
       as_of = found.as_of, present = true
     FROM run, ${rows} WHERE run.id = $1 AND ${isOne} AND found.graded AND subject.as_of <= found.as_of`,
    [runId, found],
  );
  const { rows: known } = await db.query<{ id: string }>(
    `SELECT subject.id FROM run, ${rows}, matrix_subject subject WHERE run.id = $1 AND ${isOne} ORDER BY found.place`,
    [runId, found],
  );
  return known.map(({ id }) => id);
}
