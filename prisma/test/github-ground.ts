import { type Database, type Head, newId } from '../src/index.ts';
import type { TestCourse } from './course.ts';

export const verdict = { conclusion: 'neutral', title: 'Not graded', summary: 'Because.' } as const;

export const delivery = (guid: string, more = {}) => ({
  guid,
  event: 'push',
  action: null,
  happening: { kind: 'x' },
  ...more,
});

export async function bind(
  { pool }: Database,
  { courseId, assignmentId, teams }: TestCourse,
  repository = 1,
): Promise<string> {
  const id = newId();
  await pool.query(
    `INSERT INTO repository_binding (id, course_id, assignment_id, team_id, mode, github_repository_id,
       github_installation_id, full_name, default_branch)
     VALUES ($1, $2, $3, $4, 'team-repository', $5, 1, 'uni/red', 'main')`,
    [id, courseId, assignmentId, teams[0], repository],
  );
  return id;
}

export const headOf = (bindingId: string, digit: string, pullRequest: number | null = 1): Head => ({
  bindingId,
  headSha: digit.repeat(40),
  pullRequest,
  branch: pullRequest === null ? 'main' : null,
});
