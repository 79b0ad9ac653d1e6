import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differentFeedback, differentOutcomes, differentPoints, scoreSpread } from './differences.ts';
import { fixtureRun } from './fixture-run.ts';
import type { Graded } from './grading.ts';

const counted = (found: ReturnType<typeof differentOutcomes>) => found.map(({ id, counts }) => [id, ...counts]);
const withOutcome = (outcome: Graded['cases'][number]['outcome']): Graded =>
  fixtureRun({ cases: [{ id: 'burst/seed-1', outcome, metrics: {}, durationMs: 5 }] });

test('runs that agree in everything differ in nothing', () => {
  const runs = [fixtureRun(), fixtureRun({ wallMs: 9, busy: true })];
  assert.deepEqual([differentOutcomes(runs), differentFeedback(runs), differentPoints(runs)], [[], [], []]);
  assert.deepEqual(scoreSpread(runs), { least: 99.5, greatest: 99.5 });
});

test('a case that passes in some runs only, or is in some only, is named with how often', () => {
  const runs = [withOutcome('passed'), withOutcome('timed-out'), withOutcome('passed'), fixtureRun({ cases: [] })];
  assert.deepEqual(counted(differentOutcomes(runs)), [['burst/seed-1', ['passed', 2], ['timed-out', 1], ['none', 1]]]);
});

test('points and what is told are compared by themselves', () => {
  const runs = [
    fixtureRun({ lines: [{ id: 'time', points: 10 }], codes: { 'clean/text': [] } }),
    fixtureRun({ lines: [{ id: 'time', points: 9.5 }], codes: { 'clean/text': ['slow', 'prints'] }, score: 99 }),
  ];
  assert.deepEqual(counted(differentPoints(runs)), [['time', ['10', 1], ['9.5', 1]]]);
  assert.deepEqual(counted(differentFeedback(runs)), [['clean/text', ['nothing', 1], ['slow, prints', 1]]]);
  assert.deepEqual(scoreSpread(runs), { least: 99, greatest: 99.5 });
});

test('a run without a score counts for no spread', () => {
  assert.deepEqual(scoreSpread([fixtureRun({ score: null }), fixtureRun()]), { least: 99.5, greatest: 99.5 });
  assert.ok(Number.isNaN(scoreSpread([fixtureRun({ score: null })]).least));
});
