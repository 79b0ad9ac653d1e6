import type { CourseRole } from '../contracts/fields.ts';
import { forAssistant } from './assistant.ts';
import { forInstructor } from './instructor.ts';
import { forOwner } from './owner.ts';
import type { AskedProjection, Projection } from './projection.ts';
import { forStudent } from './student.ts';

const projections: Readonly<Record<CourseRole, Projection>> = {
  owner: forOwner,
  instructor: forInstructor,
  assistant: forAssistant,
  student: forStudent,
};

/** The only place where what a projection returns is marked as shown. */
export function projectionFor(role: CourseRole): AskedProjection {
  return projections[role] as AskedProjection;
}

/** For what belongs to no course, where nobody has a role: that of those who see least. */
export function projectionOutsideCourses(): AskedProjection {
  return projectionFor('student');
}
