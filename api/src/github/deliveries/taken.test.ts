import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countedTime } from './taken.ts';

test("what counts is the earlier one of our receipt and GitHub's delivery, and never later than now", () => {
  const now = Date.now();
  const at = (ms: number) => new Date(now + ms);
  assert.equal(countedTime({ receivedAt: at(-5000), deliveredAt: null }).getTime(), now - 5000);
  assert.equal(countedTime({ receivedAt: at(-5000), deliveredAt: at(-9000) }).getTime(), now - 9000);
  assert.equal(countedTime({ receivedAt: at(-5000), deliveredAt: at(9000) }).getTime(), now - 5000);
  assert.ok(countedTime({ receivedAt: at(60_000), deliveredAt: at(90_000) }).getTime() <= Date.now());
});
