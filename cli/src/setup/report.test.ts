import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reportTo } from './report.ts';

test('each line carries the seconds since the start', () => {
  let written = '';
  let now = 1000;
  const report = reportTo({ write: (text) => (written += text) }, () => now);
  report('first');
  now += 12_340;
  report('second');
  assert.equal(written, '[  0.0 s] first\n[ 12.3 s] second\n');
});
