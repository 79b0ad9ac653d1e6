import { forInstructor } from './instructor.ts';
import type { Projection } from './projection.ts';

/** Assistants see the work and its grades, hidden cases included, but not how people are reached outside the course. */
export const forAssistant: Projection = {
  ...forInstructor,
  person: ({ person }) => ({ ...person, email: null, externalId: null }),
};
