import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exhaustedLine, quotaLine, spanWords } from './quota-words.ts';

const now = new Date(2026, 9, 1, 13, 30);
const inSeconds = (seconds: number) => new Date(now.getTime() + seconds * 1000).toISOString();
const window = (limit: number, used: number, seconds: number) => ({
  limit,
  used,
  remaining: limit - used,
  resetsAt: inSeconds(seconds),
});

test('what is left, and when more is there', () => {
  const some = { day: window(20, 3, 30_000), burst: window(5, 3, 2100) };
  assert.equal(quotaLine(some, now), 'self-checks left: 2 of 5 within an hour, 17 of 20 today');
  assert.equal(exhaustedLine(some, now), undefined);
  const none = { ...some, burst: window(5, 5, 2100) };
  assert.match(quotaLine(none, now), /0 of 5 within an hour.*; the next at 14:05 \(in 35 min\)$/);
  assert.equal(
    exhaustedLine(none, now),
    'no self-check is left: 5 of 5 within an hour are used; the next at 14:05 (in 35 min)',
  );
  const both = { day: window(5, 5, 37_800), burst: window(5, 5, 60) };
  assert.match(
    exhaustedLine(both, now)!,
    /5 of 5 today are used, .*; the next at 2026-10-02 00:00 \(in 10 h 30 min\)$/,
  );
  const off = { ...some, day: window(0, 0, 37_800) };
  assert.equal(exhaustedLine(off, now), 'this assignment has no self-checks: its quota is 0');
});

test('spans as a person says them', () => {
  assert.deepEqual([0, 89, 90, 3600, 7200, 7201].map(spanWords), [
    '0 s',
    '89 s',
    '2 min',
    '60 min',
    '2 h',
    '2 h 1 min',
  ]);
});
