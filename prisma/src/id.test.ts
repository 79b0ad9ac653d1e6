import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId, timeOf } from './id.ts';

test('an id is a UUIDv7 of now', () => {
  const before = Date.now();
  const id = newId();
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.ok(timeOf(id) >= before && timeOf(id) <= Date.now() + 1);
});

test('ids grow, also within a millisecond, beyond what it can count, and when the clock goes back', () => {
  const now = Date.now() + 10_000;
  const ids = Array.from({ length: 10_000 }, (_, at) => newId(at < 6000 ? now : now - 5000));
  assert.deepEqual([...ids].sort(), ids);
  assert.equal(new Set(ids).size, ids.length);
  assert.ok(timeOf(ids.at(-1)!) - now < 10);
});
