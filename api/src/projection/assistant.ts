import { forInstructor } from './instructor.ts';
import type { Projection } from './projection.ts';

/** Assistants see the work and its grades, hidden cases included, but not how people are reached outside the course. */
export const forAssistant: Projection = {
  ...forInstructor,
  person: ({ person }) => ({ ...person, email: null, externalId: null }),
  teamGrades: ({ grades }) => ({
    ...grades,
    members: grades.members.map((member) => ({ ...member, email: null, externalId: null })),
  }),
  archivePart: () => null,
  key: ({ key, own }) => (own ? key : null),
  issuedKey: ({ issued, own }) => (own ? issued : null),
  rosterImport: () => null,
};
