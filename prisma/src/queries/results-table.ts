import type { Database } from '../open-database.ts';
import type { RunState } from './words.ts';

export interface TableFilter {
  readonly section?: string | undefined;
  readonly state?: string | undefined;
  readonly below?: number | undefined;
  readonly search?: string | undefined;
}

export interface TableRow {
  readonly teamId: string;
  readonly team: string;
  readonly members: string[];
  readonly sections: string[];
  readonly submissionId: string | null;
  readonly receivedAt: string | null;
  readonly state: RunState | null;
  readonly score: (Record<'raw' | 'late' | 'adjustment' | 'final' | 'max', number> & { reason: string | null }) | null;
}

/** A search for `50%` means these three characters. */
function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

/**
 * Every team of the course with its newest official submission and present score, by name. At most `limit` + 1 rows
 * after (name, id). The state is that of the submission's newest run; `none` stands for teams that handed in nothing.
 */
export async function readTable(
  { pool }: Database,
  assignmentId: string,
  filter: TableFilter,
  after: readonly string[] | undefined,
  limit: number,
): Promise<TableRow[]> {
  const { rows } = await pool.query<TableRow>(
    `SELECT team.id AS "teamId", team.name AS team,
            coalesce(who.names, '{}') AS members, coalesce(who.sections, '{}') AS sections,
            last.id AS "submissionId", to_char(last.received_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "receivedAt",
            last.state,
            CASE WHEN score.id IS NOT NULL THEN jsonb_build_object('raw', score.raw, 'late', score.late,
              'adjustment', score.adjustment, 'final', score.final, 'max', score.max, 'reason', score.reason) END AS score
     FROM assignment
     JOIN team ON team.course_id = assignment.course_id AND NOT team.is_staff
     LEFT JOIN LATERAL (
       SELECT array_agg("user".name ORDER BY "user".name) AS names,
              array_agg(DISTINCT section.name) FILTER (WHERE section.id IS NOT NULL) AS sections,
              array_agg(section.id) AS section_ids
       FROM team_member member JOIN enrollment ON enrollment.id = member.enrollment_id
       JOIN "user" ON "user".id = enrollment.user_id LEFT JOIN section ON section.id = enrollment.section_id
       WHERE member.team_id = team.id AND member.member_from <= now() AND (member.member_until IS NULL OR member.member_until > now())
     ) who ON true
     LEFT JOIN LATERAL (
       SELECT submission.id, submission.received_at, run.state::text FROM submission
       JOIN LATERAL (SELECT state, reason FROM run WHERE submission_id = submission.id
         AND reason IN ('official', 'regrade') AND (regrade_batch_id IS NULL OR EXISTS (SELECT FROM score
           WHERE score.run_id = run.id AND score.standing IN ('current', 'superseded'))) ORDER BY created_at DESC, id DESC LIMIT 1) run ON true
       WHERE submission.assignment_id = assignment.id AND submission.team_id = team.id
       ORDER BY submission.received_at DESC, submission.id DESC LIMIT 1
     ) last ON true
     LEFT JOIN score ON score.assignment_id = assignment.id AND score.team_id = team.id AND score.standing = 'current'
     WHERE assignment.id = $1
       AND ($2::uuid IS NULL OR $2 = ANY(who.section_ids))
       AND ($3::text IS NULL OR coalesce(last.state, 'none') = $3)
       AND ($4::numeric IS NULL OR score.final < $4)
       AND ($5::text IS NULL OR team.name ILIKE '%' || $5 || '%'
         OR EXISTS (SELECT FROM unnest(who.names) member(name) WHERE member.name ILIKE '%' || $5 || '%'))
       AND ($6::text IS NULL OR (team.name, team.id) > ($6, $7::uuid))
     ORDER BY team.name, team.id LIMIT $8`,
    [
      assignmentId,
      filter.section ?? null,
      filter.state ?? null,
      filter.below ?? null,
      filter.search === undefined ? null : escapeLike(filter.search),
      after?.[0] ?? null,
      after?.[1] ?? null,
      limit + 1,
    ],
  );
  return rows;
}
