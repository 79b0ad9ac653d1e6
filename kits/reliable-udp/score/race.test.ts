import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setupWith } from '../judge/built-trial.ts';
import { graded, lineOf } from './graded.ts';
import { meanRatio, raceResult } from './race.ts';

const { config } = setupWith();
const races = (...ratios: number[]) => ratios.map((ratio) => ({ ownMs: 500 * ratio, tcpMs: 500 }));

test('the mean of races is geometric, and a file that did not arrive is infinitely slow', () => {
  assert.ok(Math.abs(meanRatio(races(0.5, 2, 1)) - 1) < 1e-9);
  assert.equal(meanRatio([...races(0.1, 0.1), { ownMs: undefined, tcpMs: 500 }]), Infinity);
  assert.equal(meanRatio([]), Infinity);
});

test('points in proportion between the two ratios: a little more or less is never all or nothing', () => {
  const earned = (...ratios: number[]) => Math.round(1000 * raceResult(config, races(...ratios)).earned) / 1000;
  assert.deepEqual([earned(0.3), earned(0.5), earned(0.75), earned(1), earned(3)], [1, 1, 0.5, 0, 0]);
  assert.ok(Math.abs(earned(0.79) - earned(0.81)) < 0.05);
  assert.equal(earned(0.3, 0.3, 0.3, 0.3, 2.5) > 0.9, true, 'one bad race of five');
});

const raced = (tcpClosesMs: (seed: string) => number) =>
  graded({ cases: ['clean/text', 'extra/faster-than-tcp'] }, ({ id }, trial) => {
    return trial === 'tcp' ? { tcpClosesMs: tcpClosesMs(id.at(-1)!) } : {};
  });

test('a sender that is clearly faster than TCP in the mean of the races has all points, with nothing to say', () => {
  const grading = raced((seed) => (seed === '1' ? 300 : 3000));
  const { points, maxPoints, cases, reasons } = lineOf(grading, 'extra/faster-than-tcp');
  assert.deepEqual([points, maxPoints, cases.length, reasons], [2, 2, 5, []]);
});

test('one that is not is told by how much, once, and passes its cases', () => {
  const grading = raced(() => 340);
  const run = grading.cases.filter(({ group }) => group === 'extra');
  const { completionMs, tcpCompletionMs } = run[0]!.metrics;
  assert.equal(tcpCompletionMs, 350, 'until the word that all is there has come back over 20 ms');
  const { points, reasons } = lineOf(grading, 'extra/faster-than-tcp');
  assert.equal(points, 0);
  const ratio = (completionMs! / 350).toFixed(2);
  assert.deepEqual(
    reasons.map(({ text }) => text),
    [
      `The sender takes ${ratio} times as long as TCP over the same link (mean of 5 races): 0.5 or less earns all points, ` +
        '1 or more none.',
    ],
  );
  assert.ok(run.length === 5 && run.every(({ outcome, metrics }) => outcome === 'passed' && metrics.earned === 0));
});

test('before everything else has passed there are no races, and the line says so', () => {
  const grading = graded({ cases: ['clean/binary', 'extra/faster-than-tcp'] }, ({ id }) =>
    id === 'clean/binary' ? { written: Buffer.from('other') } : { tcpClosesMs: 3000 },
  );
  assert.deepEqual(
    lineOf(grading, 'extra/faster-than-tcp').reasons.map(({ code }) => code),
    ['race-not-run'],
  );
});

test('thresholds that contradict each other are refused', () => {
  assert.throws(() => setupWith({ race: { fullAt: 1, noneAt: 0.8 } }), /is not above fullAt/);
});
