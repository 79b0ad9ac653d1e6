import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gradescopeResults } from '../export/gradescope.ts';
import { projectionFor } from './for-role.ts';
import type { Everything } from './projection.ts';
import type { Circumstances } from './visibility.ts';

const now = new Date('2026-11-01T12:00:00Z');
const at: Circumstances = { now, closesAt: null, visibility: { hidden: ['peer'], untilClosed: [] } };
const id = '01890000-0000-7000-8000-000000000001';
const time = now.toISOString();
const score = { raw: 8, late: 0, adjustment: 0, final: 8, max: 10, reason: null };

const regrade: Everything['regrade']['regrade'] = {
  ...{ id, assignmentId: id, fromVersion: 1, toVersion: 2, state: 'preview', judgeOnly: true, reason: 'fairer' },
  ...{ createdBy: 'Dr. No', createdAt: time, settledAt: null, judged: 1, raised: 1, lowered: 0, same: 0 },
  ...{ runs: { waiting: 0, running: 0, done: 1, incomplete: 0, cancelled: 0 }, meanDifference: 1, outdated: 0 },
};
const points = { outcome: 'failed', points: 0, maxPoints: 1 };
const difference: Everything['regradeDifference']['difference'] = {
  ...{ teamId: id, team: 'Red', submissionId: id, runId: id, status: 'proposed', judgedOnly: true, note: null },
  ...{ before: score, after: { ...score, final: 9 }, difference: 1 },
  cases: [{ caseId: 'peer/reset', title: 'Reset', before: points, after: { ...points, points: 1 } }],
};
const grades: Everything['teamGrades']['grades'] = {
  ...{ teamId: id, runId: id, grade: { team: 'Red', submissionId: id, receivedAt: time, score } },
  members: [{ name: 'Ada', email: 'a@b.c', externalId: 's1', section: 'Monday' }],
};
const all = {
  resultRow: {
    row: {
      ...{ teamId: id, team: 'Red', members: ['Ada'], sections: [], submissionId: id, receivedAt: time },
      ...{ state: 'done', score },
    },
  },
  caseStatistics: {
    statistics: {
      ...{ caseId: 'peer/reset', title: 'Reset', group: 'peer', runs: 1, outcomes: { failed: 1 } },
      ...{ meanShare: 0, medianMs: 3 },
    },
  },
  regrade: { regrade },
  appliedRegrade: { regrade: { ...regrade, state: 'applied', applied: 1, leftOut: [] } },
  regradeDifference: { difference },
  teamGrades: { grades },
  archivePart: { part: { format: 'gradewire-archive/1' } },
} satisfies Partial<Everything>;
type Kind = keyof typeof all;
const seen = (role: 'owner' | 'instructor' | 'assistant' | 'student', kind: Kind) =>
  projectionFor(role)[kind](all[kind] as never, at);

test("a student sees nothing of tables, statistics, regrades and exports, which tell of others' work and of hidden cases", () => {
  for (const kind of Object.keys(all) as Kind[]) assert.equal(seen('student', kind), null, kind);
});

test('instructors see all of it; assistants what it says of the work, but no addresses, and no archive', () => {
  for (const kind of Object.keys(all) as Kind[]) {
    const [whole] = Object.values(all[kind]);
    for (const role of ['owner', 'instructor'] as const) assert.deepEqual(seen(role, kind), whole, `${role}: ${kind}`);
    if (kind !== 'teamGrades' && kind !== 'archivePart') assert.deepEqual(seen('assistant', kind), whole, kind);
  }
  const members = [{ name: 'Ada', email: null, externalId: null, section: 'Monday' }];
  assert.deepEqual(seen('assistant', 'teamGrades'), { ...grades, members });
  assert.equal(seen('assistant', 'archivePart'), null);
});

test('the quota of the own team is told to whoever has one', () => {
  const window = { limit: 5, used: 1, remaining: 4, resetsAt: time };
  const quota = { day: window, burst: window };
  for (const role of ['owner', 'instructor', 'assistant', 'student'] as const) {
    assert.deepEqual(projectionFor(role).quota({ quota }, at), quota);
  }
});

test('an export names no case that the projection of its reader leaves out', () => {
  const one: Everything['result']['cases'][number] = {
    ...{ id: 'clean/small', subject: 'python', title: 'Small', group: 'clean', outcome: 'passed', blame: null },
    ...{ points: 1, maxPoints: 1, feedback: [{ code: 'see', text: 'see peer/reset' }], evidence: [], drawings: [] },
    ...{ metrics: {}, durationMs: 1, hidden: false },
  };
  const place = { runId: id, submissionId: id, kit: 'kit', kitVersion: '1', endedAt: time };
  const whole: Everything['result'] = {
    result: { ...place, reason: 'official', scope: 'all', versionNumber: 1, score },
    graded: {
      ...{ subjects: [], notes: [], programs: [], matrix: { clients: [], servers: [], cells: {} }, seed: 4711 },
      infrastructure: { retries: 0, faults: [], linkLagMs: null },
    },
    cases: [one, { ...one, id: 'peer/reset', title: 'Reset', feedback: [], hidden: true }],
  };
  const written = (role: 'instructor' | 'student') => {
    const result = projectionFor(role).result(whole, at);
    return JSON.stringify(gradescopeResults({ title: 'Hello', max: 10 }, [{ ...grades, result, at }]));
  };
  assert.match(written('instructor'), /"number":"peer\/reset".*"visibility":"hidden"/);
  assert.match(written('student'), /clean\/small/);
  assert.doesNotMatch(written('student'), /peer|Reset/);
});
