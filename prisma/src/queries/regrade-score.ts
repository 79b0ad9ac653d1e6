import { newId } from '../id.ts';
import type { GivenScore, NewScore } from './score.ts';
import type { Queryable } from './transaction.ts';

/** A run of a regrade batch: what it comes to is proposed. */
export interface Proposal extends Pick<NewScore, 'runId' | 'raw' | 'late' | 'max'> {
  readonly regradeBatchId: string;
}

/**
 * Records what a regrade came to beside the team's present score, which it leaves as it is; within a transaction. What a
 * person gave or took is carried over, with its reason. If a later submission counts by now there is nothing to compare
 * with, and the proposal will not be applied.
 */
export async function proposeScore(db: Queryable, proposal: Proposal): Promise<GivenScore> {
  await db.query('SELECT FROM team WHERE id = (SELECT team_id FROM run WHERE id = $1) FOR NO KEY UPDATE', [
    proposal.runId,
  ]);
  const { rows } = await db.query<{ scoreId: string; final: string }>(
    `INSERT INTO score (id, assignment_id, team_id, run_id, standing, raw, late, adjustment, final, max, reason,
       regrade_batch_id, compared_with_id)
     SELECT $1, run.assignment_id, run.team_id, run.id, 'proposed', raw, late, coalesce(present.adjustment, 0),
       greatest(0, raw - late + coalesce(present.adjustment, 0)), $5,
       CASE WHEN present.adjustment <> 0 THEN present.reason END, $6, present.id
     FROM (SELECT round($3::numeric, 3) AS raw, round($4::numeric, 3) AS late) AS rounded, run
     LEFT JOIN LATERAL (
       SELECT score.id, score.adjustment, score.reason FROM score JOIN run its_run ON its_run.id = score.run_id
       WHERE score.assignment_id = run.assignment_id AND score.team_id = run.team_id AND score.standing = 'current'
         AND its_run.submission_id = run.submission_id
     ) present ON true
     WHERE run.id = $2 RETURNING id AS "scoreId", final`,
    [newId(), proposal.runId, proposal.raw, proposal.late, proposal.max, proposal.regradeBatchId],
  );
  return { ...rows[0]!, current: false };
}
