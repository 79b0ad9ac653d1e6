import { z } from 'zod';
import { endpoint } from '../http/endpoint.ts';
import { Id } from './fields.ts';

export const exportGrades = endpoint({
  id: 'exportGrades',
  method: 'get',
  path: '/v1/assignments/{assignmentId}/export',
  tag: 'Exports',
  summary: 'Present scores for Canvas or Moodle (CSV), in the manner of Gradescope (JSON), or all there is (archive)',
  scope: 'read',
  params: z.object({ assignmentId: Id }),
  query: z.object({ format: z.enum(['canvas', 'moodle', 'gradescope', 'archive']) }),
  answer: { status: 200, mediaTypes: ['text/csv', 'application/json'] },
});
