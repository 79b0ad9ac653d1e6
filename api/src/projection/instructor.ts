import { historyByTeams, matrixByTeams } from './matrix-by-teams.ts';
import type { Projection } from './projection.ts';

/** Instructors see everything of their course. */
export const forInstructor: Projection = {
  result: ({ result, graded, cases }) => ({
    ...result,
    complete: true,
    subjects: graded.subjects,
    notes: graded.notes,
    programs: graded.programs,
    cases: [...cases],
    matrix: graded.matrix,
    seed: graded.seed,
    faults: graded.infrastructure.faults,
  }),
  submission: ({ submission }) => submission,
  artefact: ({ artefact }) => artefact,
  score: ({ score }) => score,
  version: ({ version }) => version,
  person: ({ person }) => person,
  matrix: matrixByTeams,
  matrixHistory: historyByTeams,
};
