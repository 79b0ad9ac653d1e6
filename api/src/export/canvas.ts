import type { ExportedAssignment, Grade } from './grade.ts';
import { writeCsv } from './write-csv.ts';

/**
 * Canvas' gradebook import: students are known by `ID` or `SIS User ID`, and the second line holds what an assignment is
 * out of. A student without a score has an empty cell, which Canvas leaves as it is.
 */
export function canvasCsv(assignment: ExportedAssignment, grades: readonly Grade[]): string {
  return writeCsv([
    ['Student', 'ID', 'SIS User ID', 'SIS Login ID', 'Section', assignment.title],
    ['    Points Possible', '', '', '', '', assignment.max],
    ...grades.map(({ name, externalId, email, section, score }) => [
      name,
      '',
      externalId,
      email,
      section,
      score?.final ?? null,
    ]),
  ]);
}
