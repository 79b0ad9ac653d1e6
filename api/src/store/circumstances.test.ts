import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lastChance } from './circumstances.ts';

const day = 86_400_000;
const due = new Date('2026-10-01T00:00:00Z');
const later = (days: number) => new Date(due.getTime() + days * day);
const policy = { latePercentPerDay: 0, lateGraceSeconds: 0 };

test('the end is the last of closing and extensions, or when lateness has cost everything', () => {
  assert.equal(lastChance({ dueAt: null, closesAt: null, ...policy, extensions: [] }), null);
  assert.deepEqual(lastChance({ dueAt: due, closesAt: null, ...policy, extensions: [] }), due);
  assert.deepEqual(lastChance({ dueAt: due, closesAt: later(3), ...policy, extensions: [] }), later(3));
  assert.deepEqual(
    lastChance({ dueAt: due, closesAt: later(3), ...policy, extensions: [later(1), later(9)] }),
    later(9),
  );
  assert.deepEqual(
    lastChance({ dueAt: due, closesAt: null, latePercentPerDay: 30, lateGraceSeconds: 0, extensions: [] }),
    later(4),
  );
  assert.deepEqual(
    lastChance({ dueAt: due, closesAt: null, latePercentPerDay: 50, lateGraceSeconds: 86_400, extensions: [later(7)] }),
    later(10),
  );
});
