import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderTerminal } from '../show/terminal.ts';
import { asGraded, finalLines } from './as-graded.ts';
import { Result } from './contracts.ts';

const line = (id: string, points: number | null, maxPoints: number, kind = 'automatic') => {
  return { id, title: `Line ${id}`, points, maxPoints, kind, cases: [], reasons: [] };
};
const resultOf = (score: number | null, lines: object[]) =>
  Result.parse({
    submissionId: 's',
    kit: 'hello-internet',
    kitVersion: '1.0.0',
    versionNumber: 2,
    score: null,
    subjects: [{ id: 'c', folder: 'c', language: 'c', score, maxScore: 20, lines, notes: [] }],
    notes: [],
    programs: [],
    cases: [],
    matrix: { clients: [], servers: [], cells: {} },
  });
const lastLine = (result: Result) =>
  renderTerminal(asGraded(result), { colour: false, width: 100, heading: 'h' }).trimEnd().split('\n').at(-1);

test('a result that is told whole is shown as it is', () => {
  const result = resultOf(14, [line('a', 9, 10), line('b', 5, 10)]);
  assert.equal(lastLine(result), 'Score: 14 of 20');
  assert.equal(lastLine({ ...result, scope: 'public' }), 'Score, public cases only: 14 of 20');
});

test('what is kept back until the end is left out, and the sums are those of the rest', () => {
  const kept = resultOf(null, [line('a', 9, 10), line('b', null, 10), line('c', 1, 5, 'extra')]);
  assert.equal(lastLine(kept), 'Score, public cases only: 10 of 10');
  assert.deepEqual(
    asGraded(kept).subjects[0]!.lines.map(({ id }) => id),
    ['a', 'c'],
  );
});

test('lateness and what a person changed are lines of their own', () => {
  const score = { raw: 14, late: 0, adjustment: 0, final: 14, max: 20, reason: null };
  assert.deepEqual(finalLines(score), []);
  assert.deepEqual(finalLines({ ...score, late: 1.4, adjustment: 2, final: 14.6, reason: 'comments' }), [
    'Late: −1.4',
    'Adjusted: +2 (comments)',
    'Final: 14.6 of 20',
  ]);
});
