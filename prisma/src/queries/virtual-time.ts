/**
 * Start-time fair queuing (Goyal, Vin, Cheng 1996) between the teams of a lane. A run gets, when it comes,
 * start = max(the lane's clock, the team's last finish), finish = start + cost; the smallest start is claimed first, and
 * where starts are equal the smallest last finish. The clock is the largest start that was ever claimed, so that a team
 * which comes late is owed nothing, and one which hands in a hundred times at once only queues behind itself. Clock and
 * finishes are read off the runs: there is no second place that could disagree with them.
 *
 * A SELECT of the start of a team's next run, and of the team's last finish, `before`. The team's row must be locked, or
 * two of its runs get the same ones. (OFFSET 0 keeps PostgreSQL from looking both up wherever they are named.)
 */
export function nextStart(lane: string, teamId: string): string {
  return `
    SELECT greatest(clock, before) AS start, before FROM (SELECT
      coalesce((SELECT max(virtual_start) FROM run WHERE lane = ${lane} AND started_at IS NOT NULL), 0) AS clock,
      coalesce((SELECT max(virtual_finish) FROM run
        WHERE team_id = ${teamId} AND lane = ${lane} AND state NOT IN ('superseded', 'cancelled')), 0) AS before
      OFFSET 0) tags`;
}
