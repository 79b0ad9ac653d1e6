import { isNamed } from '@gradewire/core';
import type { Seen } from '../projection/projection.ts';
import { type Circumstances, isConcealed } from '../projection/visibility.ts';
import type { ExportedAssignment, TeamGrades } from './grade.ts';

export interface GradedTeam extends Pick<TeamGrades, 'grade' | 'members'> {
  /** As whoever asks sees it. */
  readonly result: Seen['result'] | null;
  readonly at: Circumstances;
}

/** Each team's work in the shape of the `results.json` that Gradescope's autograders write. */
export function gradescopeResults(assignment: ExportedAssignment, teams: readonly GradedTeam[]) {
  return {
    assignment: assignment.title,
    submissions: teams.map(({ grade, members, result, at }) => ({
      team: grade.team,
      students: members,
      submission_id: grade.submissionId,
      submitted_at: grade.receivedAt,
      results: grade.score && {
        score: grade.score.final,
        extra_data: grade.score,
        tests: testsOf(result?.cases ?? [], at),
      },
    })),
  };
}

/** Gradescope shows students what is visible: no sentence of it names a case that is not. */
function testsOf(cases: Seen['result']['cases'], at: Circumstances) {
  const concealed = cases.filter(({ id, hidden = false }) => isConcealed({ id, hidden }, at)).map(({ id }) => id);
  return cases.map((one) => {
    const isHidden = one.hidden || isNamed(one.id, at.visibility.hidden);
    const visibility = isHidden ? 'hidden' : concealed.includes(one.id) ? 'after_due_date' : 'visible';
    const told = one.feedback.filter(
      ({ text }) => visibility !== 'visible' || !concealed.some((id) => text.includes(id)),
    );
    return {
      name: `${one.subject}: ${one.title}`,
      number: one.id,
      score: one.points,
      max_score: one.maxPoints,
      status: one.outcome === 'passed' ? 'passed' : 'failed',
      output: told.map(({ text }) => text).join('\n'),
      output_format: 'text',
      visibility,
      tags: [one.group],
    };
  });
}
