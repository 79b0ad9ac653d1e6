import { newId } from '../id.ts';
import type { Queryable } from './transaction.ts';

export interface NewScore {
  readonly runId: string;
  /** Points, rounded to thousandths when they are stored. */
  readonly raw: number;
  /** Points that lateness costs, not more than `raw`. */
  readonly late: number;
  /**
   * Points that a person gives or takes; wants a reason. Not given: what the same submission had before stays, so that
   * grading it again does not undo what a person decided.
   */
  readonly adjustment?: number;
  readonly max: number;
  readonly reason?: string;
  readonly givenById?: string;
}

export interface GivenScore {
  readonly scoreId: string;
  /** Decimal digits, as stored: greatest(0, raw − late + adjustment). */
  readonly final: string;
  /** Whether it counts now; not if the team's current score is of a submission that came later. */
  readonly current: boolean;
}

/** The score that counts until now. */
interface Before {
  readonly id: string;
  /** Of a submission that came later than the one at hand. */
  readonly newer: boolean;
  /** Of the very submission at hand. */
  readonly same: boolean;
  readonly adjustment: number;
  readonly reason: string | null;
  readonly givenById: string | null;
}

/** Records a score; within a transaction. The one that it supersedes stays in the history. */
export async function giveScore(db: Queryable, score: NewScore): Promise<GivenScore> {
  // Of two scores of a team, one comes after the other.
  await db.query('SELECT FROM team WHERE id = (SELECT team_id FROM run WHERE id = $1) FOR NO KEY UPDATE', [
    score.runId,
  ]);
  const { rows } = await db.query<Before>(
    `SELECT current.id, (its.received_at, its.id) > (mine.received_at, mine.id) AS newer, its.id = mine.id AS same,
       current.adjustment::float AS adjustment, current.reason, current.given_by_id AS "givenById"
     FROM run
     JOIN submission mine ON mine.id = run.submission_id
     JOIN score current ON current.assignment_id = run.assignment_id AND current.team_id = run.team_id
       AND current.standing = 'current'
     JOIN run its_run ON its_run.id = current.run_id
     JOIN submission its ON its.id = its_run.submission_id
     WHERE run.id = $1`,
    [score.runId],
  );
  const before = rows[0];
  const current = before === undefined || !before.newer;
  const byHand = score.adjustment === undefined && before?.same && before.adjustment !== 0 ? before : score;
  if (current && before !== undefined) {
    await db.query(`UPDATE score SET standing = 'superseded' WHERE id = $1`, [before.id]);
  }
  const inserted = await db.query<{ scoreId: string; final: string }>(
    `INSERT INTO score (id, assignment_id, team_id, run_id, standing, raw, late, adjustment, final, max, reason,
       supersedes_id, given_by_id)
     SELECT $1, run.assignment_id, run.team_id, run.id, $3, raw, late, adjustment, greatest(0, raw - late + adjustment),
       $7, $8, $9, $10
     FROM run, (SELECT round($4::numeric, 3) AS raw, round($5::numeric, 3) AS late, round($6::numeric, 3) AS adjustment) AS rounded
     WHERE run.id = $2 RETURNING id AS "scoreId", final`,
    [
      newId(),
      score.runId,
      current ? 'current' : 'superseded',
      score.raw,
      score.late,
      byHand.adjustment ?? 0,
      score.max,
      byHand.reason ?? null,
      current ? (before?.id ?? null) : null,
      byHand.givenById ?? null,
    ],
  );
  return { ...inserted.rows[0]!, current };
}

export interface CurrentScore {
  readonly id: string;
  readonly runId: string;
  readonly raw: number;
  readonly late: number;
  readonly max: number;
}

/** The team's present score, which nobody else changes before the transaction ends. */
export async function lockCurrentScore(
  client: Queryable,
  assignmentId: string,
  teamId: string,
): Promise<CurrentScore | undefined> {
  await client.query('SELECT FROM team WHERE id = $1 FOR NO KEY UPDATE', [teamId]);
  const { rows } = await client.query<CurrentScore>(
    `SELECT id, run_id AS "runId", raw::float AS raw, late::float AS late, max::float AS max FROM score
     WHERE assignment_id = $1 AND team_id = $2 AND standing = 'current'`,
    [assignmentId, teamId],
  );
  return rows[0];
}
