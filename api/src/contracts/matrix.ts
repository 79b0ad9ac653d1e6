import { Blame, Outcome } from '@gradewire/core';
import { z } from 'zod';
import { endpoint } from '../http/endpoint.ts';
import { MatrixNames } from './assignment.ts';
import { Id, Time } from './fields.ts';

const notTold = 'null where it is not known, or would tell you who somebody is';

export const MatrixOrigin = z
  .object({
    at: Time.meta({ description: 'When the newer of the two sides came in' }),
    runId: Id.nullable(),
    submissionId: Id.nullable(),
    headSha: z
      .string()
      .nullable()
      .meta({ description: `Its commit; ${notTold}` }),
  })
  .meta({ id: 'MatrixOrigin', description: `Where a cell comes from. Ids are ${notTold}` });

export const MatrixSubject = z
  .object({
    id: Id,
    label: z.string(),
    language: z.string().nullable(),
    own: z.boolean().meta({ description: "Your team's" }),
    team: z.object({ id: Id, name: z.string() }).nullable().meta({ description: notTold }),
    folder: z.string().nullable().meta({ description: notTold }),
    submissionId: Id.nullable(),
    headSha: z.string().nullable(),
    asOf: Time.meta({ description: 'When its present form came in' }),
  })
  .meta({ id: 'MatrixSubject' });

const found = {
  outcome: Outcome,
  blame: Blame.nullable().meta({ description: 'Settled with what both sides do elsewhere in the class' }),
  points: z.number(),
  maxPoints: z.number(),
  causes: z.array(
    z.object({
      code: z.string(),
      text: z.string().nullable().meta({ description: notTold }),
    }),
  ),
  hidden: z.boolean().optional().meta({ description: 'Not shown to students; only staff see this' }),
};

export const MatrixCell = MatrixOrigin.extend({
  client: Id,
  server: Id,
  ...found,
  since: MatrixOrigin.meta({ description: 'What gave it the colour that it has: passed, or whose fault it is' }),
}).meta({ id: 'MatrixCell' });

export const ClassMatrix = z
  .object({
    names: MatrixNames,
    subjects: z.array(MatrixSubject),
    cells: z.array(MatrixCell).meta({ description: 'The present ones; an older one stays until a newer one is there' }),
    runs: z
      .array(z.object({ state: z.enum(['waiting', 'running']), createdAt: Time, runId: Id.nullable() }))
      .meta({ description: 'Those that will change it' }),
  })
  .meta({ id: 'ClassMatrix' });

export const MatrixHistory = z
  .object({
    items: z
      .array(
        MatrixOrigin.extend({
          ...found,
          changed: z.boolean().meta({ description: 'It has another colour than before' }),
        }),
      )
      .meta({ description: 'Oldest first' }),
  })
  .meta({ id: 'MatrixHistory' });

const params = z.object({ assignmentId: Id });

export const getMatrix = endpoint({
  id: 'getMatrix',
  method: 'get',
  path: '/v1/assignments/{assignmentId}/matrix',
  tag: 'Class matrix',
  summary: 'Every client with every server of the class, as they are now',
  description: 'Staff see all of it; what students see is the assignment’s `matrixNames`. No score depends on it.',
  scope: 'read',
  params,
  query: z.object({
    format: z.enum(['json', 'csv', 'html']).default('json').meta({ description: 'CSV and HTML are tables for people' }),
  }),
  answer: { status: 200, body: ClassMatrix, mediaTypes: ['text/csv', 'text/html'] },
});

export const getMatrixHistory = endpoint({
  id: 'getMatrixHistory',
  method: 'get',
  path: '/v1/assignments/{assignmentId}/matrix/history',
  tag: 'Class matrix',
  summary: 'What became of one pair, submission by submission',
  scope: 'read',
  params,
  query: z.object({ client: Id, server: Id }),
  answer: { status: 200, body: MatrixHistory },
});
