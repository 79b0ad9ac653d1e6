import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { runProgress } from './progress.ts';

test('a run goes through its phases, and each has the time that it took', async () => {
  const progress = runProgress();
  assert.equal(progress.now().phase, 'starting');
  await pause(20);
  progress.onProgress({ kind: 'case-started', id: 'a' });
  progress.onProgress({ kind: 'case-ended', id: 'a', outcome: 'passed', text: '', done: 1, total: 3 });
  assert.deepEqual([progress.now().phase, progress.now().casesDone, progress.now().casesPlanned], ['running', 1, 3]);
  await pause(20);
  progress.conclude();
  const { phase, phaseMs } = progress.now();
  assert.equal(phase, 'concluding');
  assert.ok(phaseMs.starting! >= 15 && phaseMs.running! >= 15, JSON.stringify(phaseMs));
  assert.equal(phaseMs.building, undefined);
});
