import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixtureRun } from './fixture-run.ts';
import { report } from './report.ts';

const late = 'the link was not as the case asks: packets were sent up to 31.4 ms late (99 of 100), allowed are 25 ms';

test('says what was met, and what was missed', () => {
  const quick = report([fixtureRun(), fixtureRun({ busy: true, wallMs: 100_000 })], 'full', true).join('\n');
  assert.match(
    quick,
    /^idle: 1 runs, wall median 60\.0 s.* 300 s, of which the wall is 20 %; target at most 90 s: met$/m,
  );
  assert.match(quick, /^busy: 1 runs, wall median 100\.0 s(?!.*target)/m);
  assert.match(quick, /score: 99\.5 to 99\.5; .*: met/);
  const slow = report([fixtureRun({ wallMs: 16_000 }), fixtureRun({ score: 98, wallMs: 17_000 })], 'public', true);
  assert.match(slow.join('\n'), /target at most 15 s: MISSED/);
  assert.match(slow.join('\n'), /score: 98 to 99\.5; target a spread of at most 1: MISSED/);
});

test('no target of time for what it was not set for', () => {
  assert.doesNotMatch(report([fixtureRun()], 'full', false).join('\n'), /90 s/);
});

test('reasons for running again are counted whatever their numbers', () => {
  const retries = [late, late.replace('31.4', '77')].map((reason) => ({ id: 'burst/seed-1', reason }));
  const lines = report([fixtureRun({ retries, lagP99: { ms: 24.06, id: 'blackout/3s' } })], 'full', true).join('\n');
  assert.match(lines, /trials run again 2; worst lag p99 of a link that counts 24\.1 ms \(blackout\/3s\)/);
  assert.match(lines, /^ {2}2 × the link was not as the case asks: packets were sent up to N ms late/m);
});

test('races with TCP: the mean of a grading, and each race; a file that did not arrive took for ever', () => {
  const race = (seed: number, completionMs: number | undefined, tcpCompletionMs: number) => ({
    ...{ id: `extra/faster-than-tcp/seed-${seed}`, outcome: 'passed' as const, durationMs: 100 },
    metrics: { tcpCompletionMs, ...(completionMs === undefined ? {} : { completionMs }) },
  });
  const runs = [fixtureRun({ cases: [race(1, 500, 1000), race(2, 1000, 500)] })];
  const lines = report(runs, 'race', true).join('\n');
  assert.match(lines, /^race with TCP, idle: .*: 1\.00 \(1\.00 to 1\.00\)\n.*seed-1: 0\.50 .*\n.*seed-2: 2\.00 /m);
  assert.doesNotMatch(lines, /race with TCP, busy|target at most/);
  assert.match(report([fixtureRun({ cases: [race(1, undefined, 1000)] })], 'race', true).join('\n'), /Infinity/);
  assert.doesNotMatch(report([fixtureRun()], 'full', true).join('\n'), /race/);
});
