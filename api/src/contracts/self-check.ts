import { z } from 'zod';
import { endpoint } from '../http/endpoint.ts';
import { Id, Time } from './fields.ts';
import { Submission, SubmitHeaders, SubmitQuery } from './submission.ts';

const Window = z.object({
  limit: z.int(),
  used: z.int().meta({ description: 'Completed ones, and those that wait or run' }),
  remaining: z.int(),
  resetsAt: Time.meta({ description: 'When one more is there at the latest, if none is left' }),
});

export const Quota = z.object({ day: Window, burst: Window }).meta({ id: 'Quota' });

const rateLimitHeaders = {
  'RateLimit-Policy': 'The limits: `"day";q=20;w=86400, "burst";q=5;w=3600`',
  RateLimit: 'What is left and the seconds until more is there: `"day";r=19;t=3600, …`',
};

export const createSelfCheck = endpoint({
  id: 'createSelfCheck',
  method: 'post',
  path: '/v1/assignments/{assignmentId}/self-checks',
  tag: 'Self-check',
  summary: 'Have the public cases run on an archive: for yourself, no score',
  description: 'Uses up quota only when it is completed: what we fail at, or what you cancel, is given back.',
  scope: 'submit',
  params: z.object({ assignmentId: Id }),
  query: SubmitQuery,
  headers: SubmitHeaders,
  body: 'source',
  answer: { status: 202, body: Submission, headers: { Location: 'Where to ask how it is going', ...rateLimitHeaders } },
  problems: ['conflict', 'not-open', 'idempotency-key-reused', 'quota-exhausted'],
});

export const getSelfCheckQuota = endpoint({
  id: 'getSelfCheckQuota',
  method: 'get',
  path: '/v1/assignments/{assignmentId}/self-checks/quota',
  tag: 'Self-check',
  summary: 'How many self-checks your team has left, and when more are there',
  scope: 'read',
  params: z.object({ assignmentId: Id }),
  query: SubmitQuery,
  answer: { status: 200, body: Quota, headers: rateLimitHeaders },
  problems: ['conflict'],
});
