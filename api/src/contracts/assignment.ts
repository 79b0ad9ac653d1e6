import { z } from 'zod';
import { endpoint } from '../http/endpoint.ts';
import { Id, PageOf, PageQuery, Reason, Slug, Time, Title } from './fields.ts';

export const MatrixNames = z.enum(['teams', 'languages', 'staff-only']).meta({
  description: 'What students see of the class matrix: who is who, only the languages, or nothing',
});

export const Assignment = z
  .object({
    id: Id,
    courseId: Id,
    slug: z.string(),
    title: z.string(),
    opensAt: Time.nullable(),
    dueAt: Time.nullable(),
    closesAt: Time.nullable().meta({
      description: 'Nothing is accepted after that, or after the due date if there is no late policy',
    }),
    latePercentPerDay: z.number(),
    lateGraceSeconds: z.int(),
    selfChecksPerDay: z.int(),
    selfCheckBurst: z.int(),
    matrixNames: MatrixNames,
    currentVersionId: Id.nullable(),
    createdAt: Time,
  })
  .meta({ id: 'Assignment' });

const settings = {
  title: Title,
  opensAt: Time.nullable(),
  dueAt: Time.nullable(),
  closesAt: Time.nullable(),
  latePercentPerDay: z.number().min(0).max(100),
  lateGraceSeconds: z.int().min(0).max(604_800),
  selfChecksPerDay: z.int().min(0).max(1000),
  selfCheckBurst: z.int().min(0).max(1000),
  matrixNames: MatrixNames,
};
const Settings = z.strictObject(settings).partial();

const courseParams = z.object({ courseId: Id });
const assignmentParams = z.object({ assignmentId: Id });

export const createAssignment = endpoint({
  id: 'createAssignment',
  method: 'post',
  path: '/v1/courses/{courseId}/assignments',
  tag: 'Assignments',
  summary: 'Make an assignment; it takes submissions once a version is published',
  scope: 'manage',
  params: courseParams,
  body: Settings.extend({ slug: Slug, title: Title }),
  answer: { status: 201, body: Assignment, headers: { Location: 'The assignment' } },
  problems: ['conflict'],
});

export const listAssignments = endpoint({
  id: 'listAssignments',
  method: 'get',
  path: '/v1/courses/{courseId}/assignments',
  tag: 'Assignments',
  summary: 'Assignments of a course; students see those with a published version',
  scope: 'read',
  params: courseParams,
  query: PageQuery,
  answer: { status: 200, body: PageOf(Assignment) },
});

export const getAssignment = endpoint({
  id: 'getAssignment',
  method: 'get',
  path: '/v1/assignments/{assignmentId}',
  tag: 'Assignments',
  summary: 'An assignment',
  scope: 'read',
  params: assignmentParams,
  answer: { status: 200, body: Assignment },
});

export const changeAssignment = endpoint({
  id: 'changeAssignment',
  method: 'patch',
  path: '/v1/assignments/{assignmentId}',
  tag: 'Assignments',
  summary: 'Change dates, late policy, quota. Scores that are there stay as they are',
  scope: 'manage',
  params: assignmentParams,
  body: Settings,
  answer: { status: 200, body: Assignment },
  problems: ['conflict'],
});

export const Extension = z
  .object({ teamId: Id, dueAt: Time, reason: z.string(), createdAt: Time })
  .meta({ id: 'Extension' });

export const listExtensions = endpoint({
  id: 'listExtensions',
  method: 'get',
  path: '/v1/assignments/{assignmentId}/extensions',
  tag: 'Assignments',
  summary: "Extensions, the earliest due date first; a student sees the own team's",
  scope: 'read',
  params: assignmentParams,
  query: PageQuery,
  answer: { status: 200, body: PageOf(Extension) },
});

export const grantExtension = endpoint({
  id: 'grantExtension',
  method: 'put',
  path: '/v1/assignments/{assignmentId}/extensions/{teamId}',
  tag: 'Assignments',
  summary: 'Give a team a later due date of its own, with a reason; replaces one that it had',
  scope: 'grade',
  params: z.object({ assignmentId: Id, teamId: Id }),
  body: z.strictObject({ dueAt: Time, reason: Reason }),
  answer: { status: 200, body: Extension },
});
