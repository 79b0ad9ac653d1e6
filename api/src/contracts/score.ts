import { z } from 'zod';
import { endpoint } from '../http/endpoint.ts';
import { Id, idempotent, PageOf, PageQuery, Reason, Time } from './fields.ts';
import { RunState, ScoreLines } from './submission.ts';

export const ScoreEntry = ScoreLines.extend({
  id: Id,
  runId: Id,
  submissionId: Id,
  teamId: Id,
  standing: z.enum(['proposed', 'current', 'superseded', 'discarded']),
  supersedesId: Id.nullable(),
  regradeBatchId: Id.nullable(),
  regradeReason: z.string().nullable().meta({ description: 'Why everybody was graded anew, where this came of it' }),
  givenBy: z.string().nullable().meta({ description: 'Who changed it by hand' }),
  createdAt: Time,
}).meta({ id: 'ScoreEntry' });

const ofTeam = z.object({ assignmentId: Id, teamId: Id });

export const listScores = endpoint({
  id: 'listScores',
  method: 'get',
  path: '/v1/assignments/{assignmentId}/teams/{teamId}/scores',
  tag: 'Scores',
  summary: 'All scores that a team had in an assignment, newest first, and what replaced which',
  scope: 'read',
  params: ofTeam,
  query: PageQuery,
  answer: { status: 200, body: PageOf(ScoreEntry) },
});

export const overrideScore = endpoint({
  id: 'overrideScore',
  method: 'post',
  path: '/v1/assignments/{assignmentId}/teams/{teamId}/scores',
  tag: 'Scores',
  summary: "Add or take away points by hand, with a reason; the new score supersedes the team's present one",
  scope: 'grade',
  params: ofTeam,
  body: z.strictObject({
    adjustment: z
      .number()
      .min(-10_000)
      .max(10_000)
      .meta({ description: 'Replaces an earlier adjustment; 0 takes it back' }),
    reason: Reason,
    supersedes: Id.optional().meta({ description: 'The score you looked at: 409 if another has replaced it since' }),
  }),
  answer: { status: 201, body: ScoreEntry },
  problems: ['conflict'],
});

export const ResultRow = z
  .object({
    teamId: Id,
    team: z.string(),
    members: z.array(z.string()),
    sections: z.array(z.string()),
    submissionId: Id.nullable(),
    receivedAt: Time.nullable(),
    state: RunState.nullable(),
    score: ScoreLines.nullable(),
  })
  .meta({ id: 'ResultRow' });

export const listResults = endpoint({
  id: 'listResults',
  method: 'get',
  path: '/v1/assignments/{assignmentId}/results',
  tag: 'Scores',
  summary: 'The table: each team with its newest official submission and present score',
  scope: 'read',
  params: z.object({ assignmentId: Id }),
  query: PageQuery.extend({
    section: Id.optional().meta({ description: 'Its id, which `/v1/courses/…/sections` lists' }),
    state: z.enum(['none', ...RunState.options]).optional(),
    below: z.coerce.number().optional().meta({ description: 'Only final scores below this' }),
    search: z.string().max(100).optional().meta({ description: "Part of the team's name, or of a member's" }),
  }),
  answer: { status: 200, body: PageOf(ResultRow) },
});

export const CaseStatistics = z
  .object({
    caseId: z.string(),
    title: z.string(),
    group: z.string(),
    runs: z.int(),
    outcomes: z.record(z.string(), z.int()),
    meanShare: z.number().nullable().meta({ description: 'Mean of points by maximum; null for a case without points' }),
    medianMs: z.number(),
  })
  .meta({ id: 'CaseStatistics' });

export const listCaseStatistics = endpoint({
  id: 'listCaseStatistics',
  method: 'get',
  path: '/v1/assignments/{assignmentId}/case-statistics',
  tag: 'Scores',
  summary: 'How every case went over the runs that present scores rest on',
  scope: 'read',
  params: z.object({ assignmentId: Id }),
  answer: { status: 200, body: z.object({ items: z.array(CaseStatistics) }) },
});

export const rerun = endpoint({
  id: 'rerun',
  method: 'post',
  path: '/v1/submissions/{submissionId}/runs',
  tag: 'Scores',
  summary: 'Grade a submission again, against the current version',
  scope: 'grade',
  params: z.object({ submissionId: Id }),
  headers: idempotent('The same key with the same reason gives the same run, however often it is sent'),
  body: z.strictObject({ reason: Reason }),
  answer: { status: 202, body: z.object({ runId: Id }) },
  problems: ['conflict', 'idempotency-key-reused'],
});
