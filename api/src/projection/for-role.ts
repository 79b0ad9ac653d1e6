import type { CourseRole } from '../contracts/fields.ts';
import { forAssistant } from './assistant.ts';
import { forInstructor } from './instructor.ts';
import { forOwner } from './owner.ts';
import type { Projection } from './projection.ts';
import { forStudent } from './student.ts';

const projections: Readonly<Record<CourseRole, Projection>> = {
  owner: forOwner,
  instructor: forInstructor,
  assistant: forAssistant,
  student: forStudent,
};

export function projectionFor(role: CourseRole): Projection {
  return projections[role];
}
