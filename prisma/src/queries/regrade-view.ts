import type { Database } from '../open-database.ts';

export interface RegradeTotals {
  readonly runs: Record<'waiting' | 'running' | 'done' | 'incomplete' | 'cancelled', number>;
  readonly judged: number;
  /** Of the scores that can be compared. */
  readonly raised: number;
  readonly lowered: number;
  readonly same: number;
  readonly meanDifference: number | null;
  /** Proposals whose team's present score has changed since, and which are not applied. */
  readonly outdated: number;
}

/** How batches stand, by id. */
export async function readRegradeTotals(
  { pool }: Database,
  batchIds: readonly string[],
): Promise<Map<string, RegradeTotals>> {
  const { rows } = await pool.query<Omit<RegradeTotals, 'runs'> & RegradeTotals['runs'] & { batchId: string }>(
    `SELECT run.regrade_batch_id AS "batchId",
       count(*) FILTER (WHERE run.state = 'waiting')::int AS waiting,
       count(*) FILTER (WHERE run.state = 'claimed')::int AS running,
       count(*) FILTER (WHERE run.state = 'done')::int AS done,
       count(*) FILTER (WHERE run.state = 'incomplete')::int AS incomplete,
       count(*) FILTER (WHERE run.state = 'cancelled')::int AS cancelled,
       count(*) FILTER (WHERE run.judge_from_id IS NOT NULL)::int AS judged,
       count(*) FILTER (WHERE proposal.final > compared.final)::int AS raised,
       count(*) FILTER (WHERE proposal.final < compared.final)::int AS lowered,
       count(*) FILTER (WHERE proposal.final = compared.final)::int AS same,
       round(avg(proposal.final - compared.final), 3)::float AS "meanDifference",
       count(*) FILTER (WHERE proposal.standing = 'proposed' AND compared.standing IS DISTINCT FROM 'current'
         OR proposal.standing = 'discarded' AND batch.state = 'applied')::int AS outdated
     FROM run JOIN regrade_batch batch ON batch.id = run.regrade_batch_id
     LEFT JOIN score proposal ON proposal.run_id = run.id AND proposal.regrade_batch_id = batch.id
     LEFT JOIN score compared ON compared.id = proposal.compared_with_id
     WHERE run.regrade_batch_id = ANY($1) GROUP BY run.regrade_batch_id`,
    [batchIds],
  );
  return new Map(
    rows.map(({ batchId, waiting, running, done, incomplete, cancelled, ...rest }) => [
      batchId,
      { runs: { waiting, running, done, incomplete, cancelled }, ...rest },
    ]),
  );
}

type Lines = Record<'raw' | 'late' | 'adjustment' | 'final' | 'max', number> & { reason: string | null };

export interface CasePoints {
  readonly outcome: string;
  readonly points: number;
  readonly maxPoints: number;
}

export interface RegradeDifference {
  readonly teamId: string;
  readonly team: string;
  readonly submissionId: string;
  readonly runId: string;
  readonly status:
    | 'waiting'
    | 'running'
    | 'incomplete'
    | 'cancelled'
    | 'proposed'
    | 'outdated'
    | 'applied'
    | 'left-out'
    | 'discarded';
  readonly judgedOnly: boolean;
  readonly note: string | null;
  /** The score that was compared, or as yet the present one; null where that is of a later submission. */
  readonly before: Lines | null;
  readonly after: Lines | null;
  readonly difference: number | null;
  /** Those whose outcome or points differ; null where one of both did not have the case. */
  readonly cases: { caseId: string; title: string; before: CasePoints | null; after: CasePoints | null }[];
}

const linesOf = (score: string) =>
  `CASE WHEN ${score}.id IS NOT NULL THEN jsonb_build_object('raw', ${score}.raw, 'late', ${score}.late, 'adjustment',
     ${score}.adjustment, 'final', ${score}.final, 'max', ${score}.max, 'reason', ${score}.reason) END`;
const pointsOf = (one: string) =>
  `CASE WHEN ${one}.id IS NOT NULL THEN jsonb_build_object('outcome', ${one}.outcome, 'points', ${one}.points, 'maxPoints',
     ${one}.max_points) END`;

/**
 * What a batch changes, a team each, by name: at most `limit` + 1 of them after (name, id). With `changed` only those
 * whose score differs, or the outcome or the points of one of whose cases.
 */
export async function readRegradeDifferences(
  { pool }: Database,
  batchId: string,
  { changed, after, limit }: { changed: boolean; after: readonly string[] | undefined; limit: number },
): Promise<RegradeDifference[]> {
  const { rows } = await pool.query<RegradeDifference>(
    `SELECT team.id AS "teamId", team.name AS team, run.submission_id AS "submissionId", run.id AS "runId",
       CASE WHEN run.state = 'claimed' THEN 'running'
            WHEN run.state <> 'done' THEN run.state::text
            WHEN proposal.standing IN ('current', 'superseded') THEN 'applied'
            WHEN proposal.standing = 'discarded' AND batch.state = 'applied' THEN 'left-out'
            WHEN proposal.standing = 'discarded' THEN 'discarded'
            WHEN compared.standing = 'current' THEN 'proposed'
            ELSE 'outdated' END AS status,
       run.judge_from_id IS NOT NULL AS "judgedOnly", run.note,
       coalesce(${linesOf('compared')}, ${linesOf('present')}) AS before, ${linesOf('proposal')} AS after,
       (proposal.final - compared.final)::float AS difference, differing.cases
     FROM run JOIN regrade_batch batch ON batch.id = run.regrade_batch_id
     JOIN team ON team.id = run.team_id
     LEFT JOIN score proposal ON proposal.run_id = run.id AND proposal.regrade_batch_id = batch.id
     LEFT JOIN score compared ON compared.id = proposal.compared_with_id
     LEFT JOIN LATERAL (
       SELECT score.* FROM score JOIN run its_run ON its_run.id = score.run_id
       WHERE score.assignment_id = run.assignment_id AND score.team_id = run.team_id AND score.standing = 'current'
         AND its_run.submission_id = run.submission_id
     ) present ON true
     CROSS JOIN LATERAL (
       SELECT coalesce(jsonb_agg(jsonb_build_object('caseId', coalesce(old.case_id, new.case_id),
         'title', coalesce(new.title, old.title), 'before', ${pointsOf('old')}, 'after', ${pointsOf('new')})
         ORDER BY coalesce(old.case_id, new.case_id)), '[]') AS cases
       FROM (SELECT * FROM case_result WHERE run_id = coalesce(compared.run_id, present.run_id)) old
       FULL JOIN (SELECT * FROM case_result WHERE run_id = run.id) new USING (subject, case_id)
       WHERE run.state = 'done'
         AND (old.outcome, old.points, old.max_points) IS DISTINCT FROM (new.outcome, new.points, new.max_points)
     ) differing
     WHERE run.regrade_batch_id = $1 AND ($2::text IS NULL OR (team.name, team.id) > ($2, $3::uuid))
       AND (NOT $4 OR proposal.final <> compared.final OR differing.cases <> '[]')
     ORDER BY team.name, team.id LIMIT $5`,
    [batchId, after?.[0] ?? null, after?.[1] ?? null, changed, limit + 1],
  );
  return rows;
}
