import { newId } from '../id.ts';
import { keepRunsBehind } from './clock-set-back.ts';
import { putInOutbox } from './outbox.ts';
import { runEnded, wakeUp } from './topics.ts';
import type { Queryable } from './transaction.ts';
import { nextVirtualTime } from './virtual-time.ts';
import { type Lane, laneOf, type RunReason } from './words.ts';

export interface NewRun {
  readonly submissionId: string;
  readonly assignmentId: string;
  readonly teamId: string;
  readonly versionId: string;
  readonly reason: RunReason;
  /** The reason's own, unless it is to wait elsewhere. */
  readonly lane?: Lane;
  readonly regradeBatchId?: string;
  /** The run whose observations are judged; what is not given is run. */
  readonly judgeFromId?: string;
  readonly githubCheckId?: bigint;
  /** What the run takes from the team's share, in any unit that all runs of the lane have in common. */
  readonly cost?: number;
  /** Runs of the team for the same assignment, lane and reason that still wait are superseded. */
  readonly supersede: boolean;
}

export interface Enqueued {
  readonly runId: string;
  /** Runs that will not be made any more. */
  readonly superseded: string[];
}

/**
 * Puts a run into the queue, with its wake-up; to be called within a transaction. It takes the place in the order of the
 * oldest run that it supersedes: to hand in again costs no waiting.
 */
export async function enqueueRun(db: Queryable, run: NewRun): Promise<Enqueued> {
  const lane = run.lane ?? laneOf(run.reason);
  // One at a time for a team, so that tags follow each other and only one run is left waiting.
  await db.query('SELECT FROM team WHERE id = $1 FOR NO KEY UPDATE', [run.teamId]);
  const waiting = run.supersede ? await lockWaiting(db, run, lane) : [];
  const tags = waiting[0] ?? (await nextVirtualTime(db, lane, run.teamId, run.cost ?? 1));
  const runId = newId();
  // What a worker asks for is nobody's newest run, and it may not change when others were made.
  if (run.reason !== 'matrix') await keepRunsBehind(db, run.teamId);
  await db.query(
    `INSERT INTO run (id, submission_id, assignment_id, team_id, version_id, regrade_batch_id, reason, lane,
       virtual_start, virtual_finish, virtual_before, github_check_id, judge_from_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      runId,
      run.submissionId,
      run.assignmentId,
      run.teamId,
      run.versionId,
      run.regradeBatchId ?? null,
      run.reason,
      lane,
      tags.start,
      tags.finish,
      tags.before,
      run.githubCheckId ?? null,
      run.judgeFromId ?? null,
    ],
  );
  const superseded = waiting.map(({ id }) => id);
  if (superseded.length > 0) {
    await db.query(`UPDATE run SET state = 'superseded', superseded_by_id = $2, ended_at = now() WHERE id = ANY($1)`, [
      superseded,
      runId,
    ]);
    for (const one of superseded) await putInOutbox(db, runEnded, { runId: one, state: 'superseded' });
  }
  await putInOutbox(db, wakeUp);
  return { runId, superseded };
}

interface Waiting {
  readonly id: string;
  readonly start: number;
  readonly finish: number;
  readonly before: number;
}

/** In the order of the claim. Skips what is just being claimed: that one is no longer waiting. */
async function lockWaiting(db: Queryable, run: NewRun, lane: Lane): Promise<Waiting[]> {
  const { rows } = await db.query<Waiting>(
    `SELECT id, virtual_start AS start, virtual_finish AS finish, virtual_before AS before FROM run
     WHERE state = 'waiting' AND team_id = $1 AND assignment_id = $2 AND lane = $3 AND reason = $4
     ORDER BY virtual_start, virtual_before, id FOR UPDATE SKIP LOCKED`,
    [run.teamId, run.assignmentId, lane, run.reason],
  );
  return rows;
}
