import type { Queryable } from './transaction.ts';
import type { Lane } from './words.ts';

/**
 * Start-time fair queuing (Goyal, Vin, Cheng 1996) between the teams of a lane. A run gets, when it comes,
 * start = max(the lane's clock, the team's last finish), finish = start + cost; the smallest start is claimed first. The
 * clock is the largest start that was ever claimed, so that a team which comes late is owed nothing, and one which hands
 * in a hundred times at once only queues behind itself. Clock and finishes are read off the runs: there is no second
 * place that could disagree with them.
 */
export interface VirtualTime {
  readonly start: number;
  readonly finish: number;
  /** The team's last finish itself: the smaller one goes first where starts are equal. */
  readonly before: number;
}

/** The tags of a team's next run. The team's row must be locked, or two of its runs get the same ones. */
export async function nextVirtualTime(db: Queryable, lane: Lane, teamId: string, cost: number): Promise<VirtualTime> {
  const { rows } = await db.query<{ clock: number; before: number }>(
    `SELECT
       coalesce((SELECT max(virtual_start) FROM run WHERE lane = $1::lane AND started_at IS NOT NULL), 0) AS clock,
       coalesce((SELECT max(virtual_finish) FROM run
         WHERE team_id = $2 AND lane = $1::lane AND state NOT IN ('superseded', 'cancelled')), 0) AS before`,
    [lane, teamId],
  );
  const { clock, before } = rows[0]!;
  const start = Math.max(clock, before);
  return { start, finish: start + cost, before };
}
