import { z } from 'zod';
import { endpoint } from '../http/endpoint.ts';
import { Id, idempotent, PageOf, PageQuery, Time } from './fields.ts';

export const RunState = z.enum(['waiting', 'running', 'done', 'superseded', 'cancelled', 'incomplete']);
export const RunReason = z.enum(['official', 'self-check', 'regrade', 'matrix', 'trial']);

export const ScoreLines = z
  .object({
    raw: z.number().meta({ description: 'Points of the cases' }),
    late: z.number().meta({ description: 'What lateness takes away: its own line, never mixed into the cases' }),
    adjustment: z.number().meta({ description: 'What a person added or took away' }),
    final: z.number(),
    max: z.number(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'ScoreLines' });

export const RunStatus = z
  .object({
    id: Id,
    reason: RunReason,
    state: RunState,
    createdAt: Time,
    startedAt: Time.nullable(),
    endedAt: Time.nullable(),
    position: z.int().min(0).nullable().meta({ description: 'Runs that go first while this one waits' }),
    estimatedStartSeconds: z.number().nullable().meta({ description: 'A guess from recent runs; null without any' }),
    progress: z
      .object({ phase: z.string(), casesDone: z.int().nullable(), casesPlanned: z.int().nullable() })
      .nullable()
      .meta({
        description: 'Of the attempt that runs now. Students get no counts where cases may be concealed from them',
      }),
    note: z.string().nullable(),
  })
  .meta({ id: 'RunStatus' });

export const Submission = z
  .object({
    id: Id,
    courseId: Id,
    assignmentId: Id,
    teamId: Id,
    treeDigest: z.string(),
    sizeBytes: z.int(),
    fileCount: z.int(),
    source: z.enum(['upload', 'reference', 'github']),
    receivedAt: Time,
    run: RunStatus.nullable().meta({ description: 'The newest run' }),
    score: ScoreLines.nullable(),
    links: z.object({ self: z.string(), result: z.string(), artefacts: z.string(), events: z.string() }),
  })
  .meta({ id: 'Submission' });

const submissionParams = z.object({ submissionId: Id });

export const archiveTypes = ['application/gzip', 'application/zip', 'application/octet-stream'];

export const SubmitHeaders = idempotent(
  'The same key with the same files gives the same submission, however often it is sent',
);

/** A commit of a repository that is bound to the team and the assignment. */
export const SourceReference = z
  .strictObject({
    repository: z
      .string()
      .regex(/^[\w.-]{1,100}\/[\w.-]{1,100}$/, 'owner/name')
      .meta({ examples: ['uni/team-red'] }),
    commit: z.string().regex(/^[0-9a-f]{40}$/, 'the 40 hexadecimal digits of a commit'),
  })
  .meta({ id: 'SourceReference' });
export type SourceReference = z.infer<typeof SourceReference>;

export const SubmitQuery = z.object({
  team: Id.optional().meta({ description: 'For staff: whose submission this is. Students submit for their own team' }),
});

export const createSubmission = endpoint({
  id: 'createSubmission',
  method: 'post',
  path: '/v1/assignments/{assignmentId}/submissions',
  tag: 'Submissions',
  summary: "Hand in a source tree: as a tar.gz or zip archive, or as a commit of the team's repository",
  description:
    'The body is the archive itself, or JSON that names the commit. What counts for the deadline is when the request arrived.',
  scope: 'submit',
  params: z.object({ assignmentId: Id }),
  query: SubmitQuery,
  headers: SubmitHeaders,
  body: 'source',
  answer: { status: 202, body: Submission, headers: { Location: 'Where to ask how it is going' } },
  problems: ['conflict', 'not-open', 'idempotency-key-reused'],
});

export const listSubmissions = endpoint({
  id: 'listSubmissions',
  method: 'get',
  path: '/v1/assignments/{assignmentId}/submissions',
  tag: 'Submissions',
  summary: 'Submissions, newest first: a student sees those of the own team',
  scope: 'read',
  params: z.object({ assignmentId: Id }),
  query: PageQuery.extend({ team: Id.optional() }),
  answer: { status: 200, body: PageOf(Submission) },
});

export const getSubmission = endpoint({
  id: 'getSubmission',
  method: 'get',
  path: '/v1/submissions/{submissionId}',
  tag: 'Submissions',
  summary: 'Status of a submission: place in the queue, progress, score',
  scope: 'read',
  params: submissionParams,
  answer: { status: 200, body: Submission },
});

export const watchSubmission = endpoint({
  id: 'watchSubmission',
  method: 'get',
  path: '/v1/submissions/{submissionId}/events',
  tag: 'Submissions',
  summary: 'The status as server-sent events, until the run has ended',
  description:
    'Each `status` event tells the whole status, so nothing has to be replayed: after a reconnect with Last-Event-ID ' +
    'the present status is sent, unless it is the one that was seen last.',
  scope: 'read',
  params: submissionParams,
  headers: z.object({ 'last-event-id': z.string().max(200).optional() }),
  answer: { status: 200, mediaTypes: ['text/event-stream'] },
});

export const cancelSubmission = endpoint({
  id: 'cancelSubmission',
  method: 'post',
  path: '/v1/submissions/{submissionId}/cancel',
  tag: 'Submissions',
  summary: 'Take back what still waits or runs; cancelling twice is no mistake',
  scope: 'submit',
  params: submissionParams,
  answer: { status: 200, body: Submission },
});
