import type { Database } from '../open-database.ts';

export interface CaseStatistics {
  readonly caseId: string;
  readonly title: string;
  readonly group: string;
  readonly runs: number;
  readonly outcomes: Record<string, number>;
  readonly meanShare: number | null;
  readonly medianMs: number;
}

/** How every case went, over the runs that the teams' present scores rest on: one a team. */
export async function readCaseStatistics({ pool }: Database, assignmentId: string): Promise<CaseStatistics[]> {
  const { rows } = await pool.query<CaseStatistics>(
    `WITH counted AS (
       SELECT case_result.* FROM score JOIN case_result ON case_result.run_id = score.run_id
       WHERE score.assignment_id = $1 AND score.standing = 'current'
     ), outcome AS (
       SELECT case_id, jsonb_object_agg(outcome, times) AS outcomes
       FROM (SELECT case_id, outcome::text, count(*)::int AS times FROM counted GROUP BY 1, 2) each GROUP BY 1
     )
     SELECT counted.case_id AS "caseId", min(title) AS title, min(case_group) AS "group", count(*)::int AS runs, outcomes,
            avg(points / nullif(max_points, 0))::float AS "meanShare",
            percentile_cont(0.5) WITHIN GROUP (ORDER BY duration_ms)::float AS "medianMs"
     FROM counted JOIN outcome USING (case_id) GROUP BY counted.case_id, outcomes ORDER BY "group", "caseId"`,
    [assignmentId],
  );
  return rows;
}
