import { z } from 'zod';
import { endpoint } from '../http/endpoint.ts';
import { Id, idempotent, PageOf, PageQuery, Reason, Time } from './fields.ts';
import { ScoreLines } from './submission.ts';

const count = z.int().min(0);

export const Regrade = z
  .object({
    id: Id,
    assignmentId: Id,
    fromVersion: z.int().meta({ description: 'Number of the version that most of the scores rest on' }),
    toVersion: z.int(),
    state: z
      .enum(['running', 'preview', 'applied', 'discarded'])
      .meta({ description: '`preview`: all runs have ended; look at the differences, then apply or discard' }),
    judgeOnly: z.boolean().meta({
      description: 'Nothing is run: what earlier runs observed is judged by the new version, for every team',
    }),
    reason: z.string().meta({ description: 'Students read it beside the new score' }),
    createdBy: z.string().nullable(),
    createdAt: Time,
    settledAt: Time.nullable(),
    runs: z.object({ waiting: count, running: count, done: count, incomplete: count, cancelled: count }),
    judged: count.meta({ description: 'Runs that only judge' }),
    raised: count,
    lowered: count,
    same: count,
    meanDifference: z.number().nullable(),
    outdated: count.meta({
      description: 'Teams whose present score has changed since it was compared: theirs is not replaced',
    }),
  })
  .meta({ id: 'Regrade' });

export const startRegrade = endpoint({
  id: 'startRegrade',
  method: 'post',
  path: '/v1/assignments/{assignmentId}/regrades',
  tag: 'Regrades',
  summary: "Grade every team's counted submission by another version, without touching any score",
  description:
    'Where only judging, points or left-out cases changed, and what was observed was kept, nothing is run (`judgeOnly`). A ' +
    'draft is frozen by it, and published when the regrade is applied. One regrade of an assignment at a time.',
  scope: 'grade',
  params: z.object({ assignmentId: Id }),
  headers: idempotent('The same key with the same body gives the same regrade, however often it is sent'),
  body: z.strictObject({
    toVersionId: Id,
    reason: Reason,
    only: z.array(Id).min(1).max(1000).optional().meta({ description: 'Teams; all that have a score if not given' }),
    runAgain: z
      .boolean()
      .default(false)
      .meta({ description: 'Run everything again even where judging what was observed would do' }),
  }),
  answer: { status: 202, body: Regrade, headers: { Location: 'Where to ask how it is going' } },
  problems: ['conflict', 'idempotency-key-reused'],
});

export const listRegrades = endpoint({
  id: 'listRegrades',
  method: 'get',
  path: '/v1/assignments/{assignmentId}/regrades',
  tag: 'Regrades',
  summary: 'Regrades of an assignment, newest first',
  scope: 'read',
  params: z.object({ assignmentId: Id }),
  query: PageQuery,
  answer: { status: 200, body: PageOf(Regrade) },
});

const regradeParams = z.object({ regradeId: Id });

export const getRegrade = endpoint({
  id: 'getRegrade',
  method: 'get',
  path: '/v1/regrades/{regradeId}',
  tag: 'Regrades',
  summary: 'How far a regrade is, and what it comes to',
  scope: 'read',
  params: regradeParams,
  answer: { status: 200, body: Regrade },
});

const CasePoints = z.object({ outcome: z.string(), points: z.number(), maxPoints: z.number() });

export const RegradeDifference = z
  .object({
    teamId: Id,
    team: z.string(),
    submissionId: Id,
    runId: Id,
    status: z
      .enum([
        'waiting',
        'running',
        'incomplete',
        'cancelled',
        'proposed',
        'outdated',
        'applied',
        'left-out',
        'discarded',
      ])
      .meta({
        description:
          '`incomplete`: a fault of the grader; the old score stays. `outdated`: the present score is another by now, and ' +
          'applying will leave the team out; `left-out`: it did',
      }),
    judgedOnly: z.boolean(),
    note: z.string().nullable(),
    before: ScoreLines.nullable(),
    after: ScoreLines.nullable(),
    difference: z.number().nullable(),
    cases: z
      .array(
        z.object({
          caseId: z.string(),
          title: z.string(),
          before: CasePoints.nullable(),
          after: CasePoints.nullable(),
        }),
      )
      .meta({ description: 'Those whose outcome or points differ; null where one of both did not have the case' }),
  })
  .meta({ id: 'RegradeDifference' });

export const listRegradeDifferences = endpoint({
  id: 'listRegradeDifferences',
  method: 'get',
  path: '/v1/regrades/{regradeId}/differences',
  tag: 'Regrades',
  summary: 'What a regrade changes, team by team',
  scope: 'read',
  params: regradeParams,
  query: PageQuery.extend({
    changed: z
      .enum(['true', 'false'])
      .default('false')
      .meta({ description: '`true`: only teams whose score or whose cases differ' }),
  }),
  answer: { status: 200, body: PageOf(RegradeDifference) },
});

export const AppliedRegrade = Regrade.extend({
  applied: count.meta({ description: 'Teams that have the new score' }),
  leftOut: z
    .array(
      z.object({
        teamId: Id,
        team: z.string(),
        why: z.enum(['newer-submission', 'graded-again', 'changed-by-hand', 'incomplete']),
      }),
    )
    .meta({ description: 'Teams whose score stays as it is' }),
}).meta({ id: 'AppliedRegrade' });

export const applyRegrade = endpoint({
  id: 'applyRegrade',
  method: 'post',
  path: '/v1/regrades/{regradeId}/apply',
  tag: 'Regrades',
  summary: 'Make the previewed scores the present ones, and the version the current one; all at once',
  scope: 'grade',
  params: regradeParams,
  answer: { status: 200, body: AppliedRegrade },
  problems: ['conflict'],
});

export const discardRegrade = endpoint({
  id: 'discardRegrade',
  method: 'post',
  path: '/v1/regrades/{regradeId}/discard',
  tag: 'Regrades',
  summary: 'Cancel what still runs, and leave every score as it is',
  scope: 'grade',
  params: regradeParams,
  answer: { status: 200, body: Regrade },
  problems: ['conflict'],
});
