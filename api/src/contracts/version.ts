import { z } from 'zod';
import { endpoint } from '../http/endpoint.ts';
import { Visibility } from '../projection/visibility.ts';
import { Id, PageOf, PageQuery, Reason, Time } from './fields.ts';
import { RunState, SubmitHeaders } from './submission.ts';

const assignmentParams = z.object({ assignmentId: Id });
const json = z.record(z.string(), z.unknown());

export const Trial = z
  .object({
    runId: Id,
    submissionId: Id,
    state: RunState,
    score: z.number().nullable().meta({ description: 'What the sample solution got; null until it is graded' }),
    maxScore: z.number().nullable(),
    links: z.object({ submission: z.string(), result: z.string() }),
  })
  .meta({ id: 'Trial' });

export const AssignmentVersion = z
  .object({
    id: Id,
    assignmentId: Id,
    number: z.int(),
    state: z.enum(['draft', 'trial', 'published']),
    kit: z.string(),
    kitVersion: z.string(),
    linkBackend: z.enum(['emulator', 'netem']),
    createdAt: Time,
    publishedAt: Time.nullable(),
    trial: Trial.nullable().optional().meta({ description: 'Staff only: the last trial of what the version is now' }),
    config: z.unknown().optional(),
    imageDigests: z.unknown().optional().meta({
      description: 'By image: what it is made of; as its trial, or the regrade that previewed it, had it. Else empty',
    }),
    points: z.unknown().optional().meta({ description: 'By rubric line: its maximum; from the same run' }),
    visibility: z.unknown().optional(),
    seeds: z.unknown().optional(),
  })
  .meta({ id: 'AssignmentVersion', description: 'Students see which kit it is, not how it is set up' });

const content = {
  config: json,
  visibility: Visibility,
  seeds: z
    .array(z.int().min(0).max(0xffffffff))
    .max(100)
    .meta({ description: 'None: those of the version before, or of chance for the first one' }),
  linkBackend: z.enum(['emulator', 'netem']),
};

export const createVersion = endpoint({
  id: 'createVersion',
  method: 'post',
  path: '/v1/assignments/{assignmentId}/versions',
  tag: 'Assignments',
  summary: 'Make a draft. The kit checks its configuration, and names each field that is wrong',
  scope: 'manage',
  params: assignmentParams,
  body: z.strictObject({
    kit: z.string().min(1).max(64),
    config: content.config.default({}),
    visibility: content.visibility.prefault({}),
    seeds: content.seeds.default([]),
    linkBackend: content.linkBackend.default('emulator'),
  }),
  answer: { status: 201, body: AssignmentVersion },
  problems: ['conflict'],
});

export const listVersions = endpoint({
  id: 'listVersions',
  method: 'get',
  path: '/v1/assignments/{assignmentId}/versions',
  tag: 'Assignments',
  summary: 'Versions, newest first; students see published ones',
  scope: 'read',
  params: assignmentParams,
  query: PageQuery,
  answer: { status: 200, body: PageOf(AssignmentVersion) },
});

const versionParams = z.object({ versionId: Id });

export const getVersion = endpoint({
  id: 'getVersion',
  method: 'get',
  path: '/v1/versions/{versionId}',
  tag: 'Assignments',
  summary: 'A version; for staff with its trial, if it had one: state and score',
  scope: 'read',
  params: versionParams,
  answer: { status: 200, body: AssignmentVersion },
});

export const changeVersion = endpoint({
  id: 'changeVersion',
  method: 'patch',
  path: '/v1/versions/{versionId}',
  tag: 'Assignments',
  summary: 'Change a version that is not published. If it was on trial, it is a draft again, and wants another trial',
  scope: 'manage',
  params: versionParams,
  body: z.strictObject(content).partial(),
  answer: { status: 200, body: AssignmentVersion },
  problems: ['conflict'],
});

export const startTrial = endpoint({
  id: 'startTrial',
  method: 'post',
  path: '/v1/versions/{versionId}/trial',
  tag: 'Assignments',
  summary: 'Try a sample solution, a tar.gz or zip archive, on a version that is not published yet',
  description:
    'All cases are run, hidden ones too. Only staff see the result, which is in no table, export, statistic or quota.',
  scope: 'manage',
  params: versionParams,
  headers: SubmitHeaders,
  body: 'archive',
  answer: {
    status: 202,
    body: AssignmentVersion,
    headers: { Location: 'The submission, where the trial is followed' },
  },
  problems: ['conflict', 'idempotency-key-reused'],
});

export const publishVersion = endpoint({
  id: 'publishVersion',
  method: 'post',
  path: '/v1/assignments/{assignmentId}/versions/{versionId}/publish',
  tag: 'Assignments',
  summary: 'Publish a version that was on trial: it never changes any more, and new submissions are graded against it',
  description:
    'The answer tells what the sample solution got. Without a trial it wants a reason, which is written down.',
  scope: 'manage',
  params: z.object({ assignmentId: Id, versionId: Id }),
  body: z.strictObject({ withoutTrial: Reason.optional() }).prefault({}),
  answer: { status: 200, body: AssignmentVersion },
  problems: ['conflict', 'trial-needed'],
});
