import type { Queryable } from './transaction.ts';

export interface Window {
  readonly limit: number;
  readonly used: number;
  readonly remaining: number;
  readonly resetsAt: string;
}

export interface Quota {
  /** From midnight to midnight in the course's time zone. */
  readonly day: Window;
  /** Within any hour. */
  readonly burst: Window;
}

interface Limits {
  readonly id: string;
  readonly selfChecksPerDay: number;
  readonly selfCheckBurst: number;
  readonly course: { readonly timeZone: string };
}

interface Counted {
  readonly today: number;
  readonly hour: number;
  readonly dayEnds: Date;
  readonly hourFrees: Date | null;
}

/**
 * What a team has used: completed self-checks and those that wait or run, which give theirs back unless they are
 * completed. What was cancelled or superseded, or ended in a fault of ours, costs nothing. Read from the runs
 * themselves, so it cannot differ from what happened.
 */
export async function readQuota(client: Queryable, assignment: Limits, teamId: string): Promise<Quota> {
  const { rows } = await client.query<Counted>(
    `WITH day AS (SELECT date_trunc('day', now() AT TIME ZONE $3) AS begins)
     SELECT count(*) FILTER (WHERE created_at >= day.begins AT TIME ZONE $3)::int AS today,
            count(*) FILTER (WHERE created_at > now() - interval '1 hour')::int AS hour,
            (day.begins + interval '1 day') AT TIME ZONE $3 AS "dayEnds",
            min(created_at) FILTER (WHERE created_at > now() - interval '1 hour') + interval '1 hour' AS "hourFrees"
     FROM day LEFT JOIN run ON run.assignment_id = $1 AND run.team_id = $2 AND run.reason = 'self-check'
       AND run.state IN ('done', 'waiting', 'claimed') AND run.created_at > now() - interval '26 hours'
     GROUP BY day.begins`,
    [assignment.id, teamId, assignment.course.timeZone],
  );
  const { today, hour, dayEnds, hourFrees } = rows[0]!;
  const window = (limit: number, used: number, resetsAt: Date): Window => ({
    limit,
    used,
    remaining: Math.max(0, limit - used),
    resetsAt: resetsAt.toISOString(),
  });
  return {
    day: window(assignment.selfChecksPerDay, today, dayEnds),
    burst: window(assignment.selfCheckBurst, hour, hourFrees ?? new Date()),
  };
}
