import type pg from 'pg';
import type { $Enums } from '../generated/client.ts';

/** Who asks, and when. */
export interface Asking {
  readonly userId: string;
  readonly at: Date;
}

/** Somebody's place in a course. */
export interface Enrolled {
  readonly enrollmentId: string;
  readonly role: $Enums.EnrollmentRole;
  /** The team that they are in at that time. */
  readonly teamId: string | null;
}

/** Columns and joins that find it, for the course that `course` names and the user and time of these parameters. */
export function enrolledIn(course: string, user: string, at: string) {
  return {
    columns: 'enrollment.id AS "enrollmentId", enrollment.role::text, member.team_id AS "teamId"',
    joins: `
      LEFT JOIN enrollment ON enrollment.course_id = ${course} AND enrollment.user_id = ${user}
        AND enrollment.left_at IS NULL
      LEFT JOIN team_member member ON member.course_id = ${course} AND member.enrollment_id = enrollment.id
        AND member.member_from <= ${at} AND (member.member_until IS NULL OR member.member_until > ${at})`,
  };
}

/** Somebody's place in a course; null without one, or once they have left it. */
export async function readEnrolled(pool: pg.Pool, courseId: string, { userId, at }: Asking): Promise<Enrolled | null> {
  const { columns, joins } = enrolledIn('course.id', '$2', '$3');
  const { rows } = await pool.query<EnrolledRow>({
    name: 'enrolled',
    text: `SELECT ${columns} FROM course ${joins} WHERE course.id = $1`,
    values: [courseId, userId, at],
  });
  return rows[0] === undefined ? null : enrolledOf(rows[0]);
}

export interface EnrolledRow extends Omit<Enrolled, 'enrollmentId'> {
  readonly enrollmentId: string | null;
}

export function enrolledOf({ enrollmentId, role, teamId }: EnrolledRow): Enrolled | null {
  return enrollmentId === null ? null : { enrollmentId, role, teamId };
}
