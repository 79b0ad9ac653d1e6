import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GradingResult, MatrixCell } from '@gradewire/core';
import type { TeamTree } from '@gradewire/db';
import { kitById } from '@gradewire/kits';
import { matrixOf } from './matrix-of.ts';
import type { Order } from './version-of-run.ts';

const [early, late] = [new Date(1000), new Date(2000)];
const passed: MatrixCell = { outcome: 'passed', blame: null, firstClient: 'passed', secondClient: 'passed' };
const failed: MatrixCell = { ...passed, outcome: 'crashed', blame: 'server' };

/** Of a run that graded the first of these, with a cell in its row and its column for each other one. */
function resultOf(graded: string, ...others: string[]): GradingResult {
  const cells = { [graded]: { [graded]: passed } } as Record<string, Record<string, MatrixCell>>;
  for (const other of others) {
    cells[graded]![other] = failed;
    cells[other] = { [graded]: passed };
  }
  const ids = [graded, ...others];
  return {
    subjects: [{ id: graded }],
    programs: ids.map((id) => ({ id: `${id}/client`, role: 'client', language: 'c' })),
    matrix: { clients: ids, servers: ids, cells },
    cases: others.map((other) => ({
      id: `pair/${graded}/${other}`,
      points: 0,
      maxPoints: 0,
      feedback: [{ code: 'server-crashes', text: `The server of ${other} crashes.` }],
    })),
  } as unknown as GradingResult;
}

const team = (teamId: string, receivedAt: Date): TeamTree => {
  return { teamId, slug: teamId, submissionId: `of ${teamId}`, treeDigest: '', receivedAt, observations: null };
};
const counts = { receivedAt: late, dueAt: null, percentPerDay: 0, graceSeconds: 0 };
const order = (more: Partial<Order>) => {
  return { kit: kitById('hello-internet')!, hidden: [], among: undefined, counts: undefined, ...more };
};
const claim = (reason: 'official' | 'matrix' | 'self-check') => ({ reason, submissionId: 'mine', teamId: 'red' });

test('among teams, each side is known by its team and folder, and stands for what was run of it', () => {
  const result = resultOf('red:c', 'blue:my:c');
  const teams = new Map([team('red', late), team('blue', early)].map((one) => [one.slug, one]));
  const among = { kind: 'teams', receivedAt: late } as const;
  const matrix = matrixOf(result, claim('matrix'), order({ among, hidden: ['pair/my:c'] }), teams)!;
  assert.deepEqual([matrix.teamId, matrix.asOf], ['red', late]);
  assert.deepEqual(matrix.subjects, [
    { teamId: 'red', folder: 'c', language: 'c', graded: true, submissionId: 'mine', asOf: late },
    { teamId: 'blue', folder: 'my:c', language: 'c', graded: false, submissionId: 'of blue', asOf: early },
  ]);
  assert.deepEqual(
    matrix.pairs.map(({ client, server, outcome, blame, hidden, feedback }) => [
      client,
      server,
      outcome,
      blame,
      hidden,
      feedback[0]?.code,
    ]),
    [
      [0, 0, 'passed', null, false, undefined],
      [0, 1, 'crashed', 'server', false, 'server-crashes'],
      // A version hides it by the name that it has without teams.
      [1, 0, 'passed', null, true, undefined],
    ],
  );
});

test('an official run brings the pairs of the team’s own; a self-check and another kit bring nothing', () => {
  const own = matrixOf(resultOf('c'), claim('official'), order({ counts }))!;
  assert.deepEqual(own.subjects, [
    { teamId: 'red', folder: 'c', language: 'c', graded: true, submissionId: 'mine', asOf: late },
  ]);
  assert.equal(own.pairs.length, 1);
  assert.equal(matrixOf(resultOf('c'), claim('self-check'), order({})), undefined);
  const kit = kitById('reliable-udp')!;
  assert.equal(matrixOf(resultOf('c'), claim('official'), order({ counts, kit })), undefined);
});

test('in a class repository folders are nobody’s, and only a merge counts', () => {
  const repository = { kind: 'repository', folders: ['c'], baseTreeDigest: '' } as const;
  assert.equal(matrixOf(resultOf('c', 'go'), claim('official'), order({ among: repository, counts })), undefined);
  const among = { ...repository, mergedAt: early };
  const merged = matrixOf(resultOf('c', 'go:1'), claim('matrix'), order({ among }))!;
  assert.equal(merged.teamId, null);
  assert.deepEqual(merged.subjects, [
    { teamId: null, folder: 'c', language: 'c', graded: true, submissionId: 'mine', asOf: early },
    { teamId: null, folder: 'go:1', language: 'c', graded: false, submissionId: null, asOf: early },
  ]);
});
