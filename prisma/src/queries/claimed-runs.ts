import type pg from 'pg';

/** When a run came, was claimed and ended, for whoever looks at how fair and how fast the queue was. */
export interface ClaimedRun {
  readonly runId: string;
  readonly teamId: string;
  readonly lane: string;
  readonly state: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly claimedAt: number | null;
  readonly attempts: number;
  readonly scores: number;
}

/** All runs, oldest first: for benchmarks and tests, not for a server with years of them. */
export async function readClaimedRuns(pool: pg.Pool): Promise<ClaimedRun[]> {
  const { rows } = await pool.query<ClaimedRun>(
    `SELECT run.id AS "runId", run.team_id AS "teamId", run.lane::text, run.state::text,
       (extract(epoch FROM run.created_at) * 1000)::float AS "createdAt",
       (extract(epoch FROM min(attempt.claimed_at)) * 1000)::float AS "claimedAt",
       count(attempt.id)::int AS attempts,
       (SELECT count(*)::int FROM score WHERE score.run_id = run.id) AS scores
     FROM run LEFT JOIN run_attempt attempt ON attempt.run_id = run.id
     GROUP BY run.id ORDER BY run.created_at, run.id`,
  );
  return rows;
}

export interface Dispatch {
  /** From the run's making to its claim. Milliseconds. */
  readonly claimMs: number;
  /** From the claim to the start of the first case. Milliseconds. */
  readonly untilCaseMs: number;
}

/** How long committed attempts took to get going, oldest first. */
export async function readDispatches(pool: pg.Pool): Promise<Dispatch[]> {
  const { rows } = await pool.query<Dispatch>(
    `SELECT (extract(epoch FROM attempt.claimed_at - run.created_at) * 1000)::float AS "claimMs",
       coalesce((SELECT sum(value::float) FROM jsonb_each_text(attempt.progress -> 'phaseMs')
         WHERE key IN ('starting', 'making images', 'building')), 0)::float AS "untilCaseMs"
     FROM run JOIN run_attempt attempt ON attempt.run_id = run.id
     WHERE attempt.ending = 'committed' ORDER BY run.created_at, run.id`,
  );
  return rows;
}
