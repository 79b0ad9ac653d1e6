import type { Everything } from '../projection/projection.ts';
import type { ExportedAssignment, Grade } from './grade.ts';

export interface GradedTeam {
  readonly grade: Omit<Grade, 'name' | 'email' | 'externalId' | 'section'>;
  readonly members: readonly Pick<Grade, 'name' | 'email' | 'externalId'>[];
  readonly result: Everything['result'] | null;
}

/** Each team's work in the shape of the `results.json` that Gradescope's autograders write. */
export function gradescopeResults(assignment: ExportedAssignment, teams: readonly GradedTeam[]) {
  return {
    assignment: assignment.title,
    submissions: teams.map(({ grade, members, result }) => ({
      team: grade.team,
      students: members,
      submission_id: grade.submissionId,
      submitted_at: grade.receivedAt,
      results: grade.score && {
        score: grade.score.final,
        extra_data: grade.score,
        tests: (result?.cases ?? []).map((one) => ({
          name: `${one.subject}: ${one.title}`,
          number: one.id,
          score: one.points,
          max_score: one.maxPoints,
          status: one.outcome === 'passed' ? 'passed' : 'failed',
          output: one.feedback.map(({ text }) => text).join('\n'),
          output_format: 'text',
          visibility: one.hidden ? 'hidden' : 'visible',
          tags: [one.group],
        })),
      },
    })),
  };
}
