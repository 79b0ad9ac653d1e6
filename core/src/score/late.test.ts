import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { lateDays, latePoints } from './late.ts';

const due = new Date('2026-10-25T00:00:00Z');
const after = (hours: number) => new Date(due.getTime() + hours * 3_600_000);
const policy = { percentPerDay: 10, graceSeconds: 900 };

test('nothing is taken in time, within the grace, or without a deadline', () => {
  assert.equal(latePoints(80, after(-1), due, policy), 0);
  assert.equal(latePoints(80, due, due, policy), 0);
  assert.equal(latePoints(80, after(0.25), due, policy), 0);
  assert.equal(latePoints(80, after(1000), null, policy), 0);
});

test('each day that has begun costs its percentage of what was earned', () => {
  assert.equal(latePoints(80, new Date(due.getTime() + 900_001), due, policy), 8);
  assert.equal(latePoints(80, after(24), due, policy), 8);
  assert.equal(latePoints(80, new Date(after(24).getTime() + 1), due, policy), 16);
  assert.equal(latePoints(33.333, after(1), due, policy), 3.333);
  assert.equal(lateDays(after(49), due, 0), 3);
});

test('it never takes more than was earned, and later is never cheaper', () => {
  assert.equal(latePoints(80, after(24 * 30), due, policy), 80);
  const hours = fc.double({ min: -100, max: 1000, noNaN: true });
  const percent = fc.double({ min: 0, max: 100, noNaN: true });
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 200, noNaN: true }),
      hours,
      hours,
      percent,
      (raw, one, other, percentPerDay) => {
        const rule = { percentPerDay, graceSeconds: 600 };
        const [sooner, later] = [Math.min(one, other), Math.max(one, other)].map((at) =>
          latePoints(raw, after(at), due, rule),
        );
        assert.ok(0 <= sooner! && sooner! <= later! && later! <= raw);
      },
    ),
  );
});
