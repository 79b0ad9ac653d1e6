import { forInstructor } from './instructor.ts';
import type { Projection } from './projection.ts';

/** An owner may do more than an instructor, but there is no more to see. */
export const forOwner: Projection = forInstructor;
