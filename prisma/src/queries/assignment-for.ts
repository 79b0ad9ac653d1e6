import type pg from 'pg';
import { type Asking, type Enrolled, type EnrolledRow, enrolledIn, enrolledOf } from './enrolled.ts';

export interface AssignmentOnFile {
  readonly id: string;
  readonly courseId: string;
  readonly slug: string;
  readonly title: string;
  readonly opensAt: Date | null;
  readonly dueAt: Date | null;
  readonly closesAt: Date | null;
  readonly latePercentPerDay: number;
  readonly lateGraceSeconds: number;
  readonly selfChecksPerDay: number;
  readonly selfCheckBurst: number;
  readonly matrixNames: 'teams' | 'languages' | 'staff-only';
  readonly currentVersionId: string | null;
  readonly createdAt: Date;
  readonly course: { readonly timeZone: string; readonly archivedAt: Date | null };
}

export interface AssignmentFor {
  readonly assignment: AssignmentOnFile;
  /** null: not in its course. */
  readonly enrolled: Enrolled | null;
  /** Of the team that they are in. */
  readonly extendedTo: Date | null;
}

/** An assignment as somebody meets it at a time. */
export async function readAssignmentFor(
  pool: pg.Pool,
  assignmentId: string,
  { userId, at }: Asking,
): Promise<AssignmentFor | null> {
  const { columns, joins } = enrolledIn('assignment.course_id', '$2', '$3');
  type Row = AssignmentOnFile & AssignmentOnFile['course'] & EnrolledRow & { readonly extendedTo: Date | null };
  const { rows } = await pool.query<Row>({
    name: 'assignment-for',
    text: `
      SELECT assignment.id, assignment.course_id AS "courseId", assignment.slug, assignment.title,
        assignment.opens_at AS "opensAt", assignment.due_at AS "dueAt", assignment.closes_at AS "closesAt",
        assignment.late_percent_per_day::float AS "latePercentPerDay",
        assignment.late_grace_seconds AS "lateGraceSeconds", assignment.self_checks_per_day AS "selfChecksPerDay",
        assignment.self_check_burst AS "selfCheckBurst", assignment.matrix_names::text AS "matrixNames",
        assignment.current_version_id AS "currentVersionId", assignment.created_at AS "createdAt",
        course.time_zone AS "timeZone", course.archived_at AS "archivedAt", ${columns}, extension.due_at AS "extendedTo"
      FROM assignment JOIN course ON course.id = assignment.course_id ${joins}
      LEFT JOIN extension ON extension.course_id = assignment.course_id AND extension.assignment_id = assignment.id
        AND extension.team_id = member.team_id
      WHERE assignment.id = $1`,
    values: [assignmentId, userId, at],
  });
  const [row] = rows;
  if (row === undefined) return null;
  const { enrollmentId, role, teamId, extendedTo, timeZone, archivedAt, ...assignment } = row;
  const enrolled = enrolledOf({ enrollmentId, role, teamId });
  return { assignment: { ...assignment, course: { timeZone, archivedAt } }, enrolled, extendedTo };
}
