import {
  Blame,
  Drawing,
  Evidence,
  Feedback,
  GradingResult,
  Matrix,
  Outcome,
  ProgramResult,
  RubricLine,
  SubjectResult,
} from '@gradewire/core';
import { z } from 'zod';
import { endpoint } from '../http/endpoint.ts';
import { Id, PageOf, PageQuery, Time } from './fields.ts';
import { RunReason, ScoreLines } from './submission.ts';

export const SeenCase = z
  .object({
    id: z.string(),
    subject: z.string(),
    title: z.string(),
    group: z.string(),
    outcome: Outcome,
    blame: Blame.nullable(),
    points: z.number(),
    maxPoints: z.number(),
    feedback: z.array(Feedback),
    evidence: z.array(Evidence),
    drawings: z.array(Drawing),
    metrics: z.record(z.string(), z.number()),
    durationMs: z.number(),
    hidden: z.boolean().optional().meta({ description: 'Not shown to students; only staff see this' }),
  })
  .meta({ id: 'Case' });

export const SeenLine = RubricLine.extend({
  points: z.number().nullable().meta({ description: 'null while it would tell of cases that are not shown yet' }),
}).meta({ id: 'RubricLine' });

export const SeenSubject = SubjectResult.extend({
  score: z.number().nullable(),
  lines: z.array(SeenLine),
}).meta({ id: 'Subject' });

export const Result = z
  .object({
    runId: Id,
    submissionId: Id,
    reason: RunReason,
    versionNumber: z.int(),
    kit: z.string(),
    kitVersion: z.string(),
    endedAt: Time,
    score: ScoreLines.nullable().meta({ description: 'null while it would tell of cases that are not shown yet' }),
    scope: GradingResult.shape.scope.unwrap().meta({
      description: '`public`: a self-check; points and maximum are those of the public cases, and nothing else was run',
    }),
    complete: z.boolean().meta({ description: 'false if some cases are not shown to you' }),
    subjects: z.array(SeenSubject),
    notes: z.array(Feedback),
    programs: z.array(ProgramResult),
    cases: z.array(SeenCase),
    matrix: Matrix,
    seed: z.number().optional().meta({ description: 'Of what counts, staff only until nobody may submit any more' }),
    faults: z
      .array(z.string())
      .optional()
      .meta({ description: 'Staff only: what went wrong on our side and was retried' }),
  })
  .meta({ id: 'Result' });

export const Artefact = z
  .object({
    id: Id,
    kind: z.enum(['result', 'observations', 'capture', 'log', 'report']),
    name: z.string(),
    mediaType: z.string(),
    sizeBytes: z.int(),
    digest: z.string(),
    createdAt: Time,
    hidden: z.boolean().optional(),
    href: z.string(),
  })
  .meta({ id: 'Artefact' });

const submissionParams = z.object({ submissionId: Id });
const ofRun = z.object({ run: Id.optional().meta({ description: 'Another run than the newest finished one' }) });

export const getResult = endpoint({
  id: 'getResult',
  method: 'get',
  path: '/v1/submissions/{submissionId}/result',
  tag: 'Submissions',
  summary: 'What was found, as far as you may see it',
  scope: 'read',
  params: submissionParams,
  query: ofRun,
  answer: { status: 200, body: Result },
  problems: ['conflict'],
});

export const listArtefacts = endpoint({
  id: 'listArtefacts',
  method: 'get',
  path: '/v1/submissions/{submissionId}/artefacts',
  tag: 'Submissions',
  summary: 'Captures and logs of the newest finished run, by name',
  description: 'The pages after the first are of the same run, whatever has finished since.',
  scope: 'read',
  params: submissionParams,
  query: PageQuery.extend(ofRun.shape),
  answer: { status: 200, body: PageOf(Artefact) },
});

export const getArtefact = endpoint({
  id: 'getArtefact',
  method: 'get',
  path: '/v1/artefacts/{artefactId}',
  tag: 'Submissions',
  summary: 'One artefact, as the media type that the list names',
  scope: 'read',
  params: z.object({ artefactId: Id }),
  answer: { status: 200, mediaTypes: ['*/*'] },
});
