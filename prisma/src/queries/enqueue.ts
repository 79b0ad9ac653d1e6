import { newId } from '../id.ts';
import { runsAhead } from './clock-set-back.ts';
import { runEnded, wakeUp } from './topics.ts';
import type { Queryable } from './transaction.ts';
import { nextStart } from './virtual-time.ts';
import { type Lane, laneOf, type RunReason } from './words.ts';

export interface NewRun {
  /** A new one if not given. */
  readonly runId?: string;
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
  await db.query(lockingTeam, [run.teamId]);
  return enqueueLocked(db, run);
}

/** One at a time for a team, to the end of the transaction: tags follow each other, and only one run is left waiting. */
export const lockingTeam = 'SELECT FROM team WHERE id = $1 FOR NO KEY UPDATE';

/** The same where the team is locked already, as in `oneAtATime`. */
export async function enqueueLocked(db: Queryable, run: NewRun): Promise<Enqueued> {
  const { rows } = await db.query<Enqueued>({
    name: 'enqueue',
    text: `WITH ${enqueueing('$13')} SELECT ${enqueued}`,
    values: runValues(run),
  });
  return rows[0]!;
}

/** Columns of `Enqueued`, for the end of a statement that is `enqueueing`. */
export const enqueued = '$1::uuid AS "runId", ARRAY(SELECT id FROM ended) AS superseded';

/** Such a statement's own parameters are $1 to $13; $13 is whether it supersedes. */
export const runParameters = 13;

/** Their values. */
export function runValues(run: NewRun): unknown[] {
  const { submissionId, assignmentId, teamId, versionId, reason, lane = laneOf(reason) } = run;
  return [
    ...[run.runId ?? newId(), submissionId, assignmentId, teamId, versionId, run.regradeBatchId ?? null, reason],
    ...[lane, run.githubCheckId ?? null, run.judgeFromId ?? null, run.cost ?? 1, newId()],
    run.supersede,
  ];
}

/**
 * Parts of a statement that take the run's place in the order, put the run there, and tell of it. They see the queue as it
 * was when the statement began, which must be after the team was locked. What is just being claimed is skipped: it waits no
 * longer. Where the clock was set back, the team's earlier runs stay behind this one; what a worker asks for is nobody's
 * newest run, and does not change when others were made.
 */
export function enqueueing(supersedes: string): string {
  return `
    waiting AS MATERIALIZED (
      SELECT id, virtual_start, virtual_finish, virtual_before FROM run
      WHERE ${supersedes}::boolean AND state = 'waiting' AND team_id = $4 AND assignment_id = $3 AND lane = $8::lane
        AND reason = $7::run_reason
      ORDER BY virtual_start, virtual_before, id FOR UPDATE SKIP LOCKED
    ), place AS (
      (SELECT virtual_start, virtual_finish, virtual_before FROM waiting
       ORDER BY virtual_start, virtual_before, id LIMIT 1)
      UNION ALL
      (SELECT start, start + $11::float8, before FROM (${nextStart('$8::lane', '$4')}) next
       WHERE NOT EXISTS (SELECT FROM waiting))
    ), made AS (
      INSERT INTO run (id, submission_id, assignment_id, team_id, version_id, regrade_batch_id, reason, lane,
        github_check_id, judge_from_id, virtual_start, virtual_finish, virtual_before)
      SELECT $1::uuid, $2::uuid, $3::uuid, $4::uuid, $5::uuid, $6::uuid, $7::run_reason, $8::lane, $9::bigint, $10::uuid,
        virtual_start, virtual_finish, virtual_before
      FROM place
    ), ahead AS (${runsAhead('$4')} AND $7 <> 'matrix'), behind AS (
      UPDATE run SET created_at = ahead.before FROM ahead
      WHERE run.id = ahead.id AND ahead.id NOT IN (SELECT id FROM waiting)
    ), ended AS (
      UPDATE run SET state = 'superseded', superseded_by_id = $1, ended_at = now(),
        created_at = coalesce(ahead.before, created_at)
      FROM waiting LEFT JOIN ahead ON ahead.id = waiting.id WHERE run.id = waiting.id RETURNING run.id
    ), told AS (
      INSERT INTO outbox (id, topic, payload)
      SELECT gen_random_uuid(), '${runEnded}', jsonb_build_object('runId', id, 'state', 'superseded') FROM ended
      UNION ALL SELECT $12::uuid, '${wakeUp}', '{}'
    )`;
}
