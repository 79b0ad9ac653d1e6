import type { ExportedAssignment, Grade } from './grade.ts';
import { writeCsv } from './write-csv.ts';

/** Moodle's grade import maps columns by hand: any of the first two identifies the student. */
export function moodleCsv(assignment: ExportedAssignment, grades: readonly Grade[]): string {
  return writeCsv([
    ['ID number', 'Email address', 'Full name', assignment.title, 'Feedback comments'],
    ...grades.map(({ name, externalId, email, score }) => [
      externalId,
      email,
      name,
      score?.final ?? null,
      feedback(score),
    ]),
  ]);
}

/** Lateness and adjustment are lines of their own, in an export as anywhere. */
function feedback(score: Grade['score']): string | null {
  if (score === null) return null;
  const parts = [`${score.raw} of ${score.max} points`];
  if (score.late > 0) parts.push(`late: minus ${score.late}`);
  if (score.adjustment !== 0) parts.push(`adjusted by ${score.adjustment}`);
  return parts.join('; ');
}
