import assert from 'node:assert/strict';
import { test } from 'node:test';
import { caseRounds } from './rounds.ts';

test('a total that grows begins a round of its own, with its own count and pace', () => {
  const rounds = caseRounds();
  for (let done = 1; done <= 10; done++) rounds.ended({ done, total: 10 }, done * 1000);
  assert.deepEqual(rounds.now(10_000), { number: 1, done: 10, total: 10, leftMs: undefined });

  for (let done = 11; done <= 20; done++) rounds.ended({ done, total: 110 }, 10_000 + (done - 10) * 100);
  assert.deepEqual(rounds.now(11_000), { number: 2, done: 10, total: 100, leftMs: 9000 });
});

test('no time left is told from too few cases, nor once it has passed', () => {
  const rounds = caseRounds();
  assert.equal(rounds.now(0), undefined);
  rounds.ended({ done: 1, total: 6 }, 0);
  assert.equal(rounds.now(10)?.leftMs, undefined);
  for (let done = 2; done <= 5; done++) rounds.ended({ done, total: 6 }, done * 10);
  assert.ok(rounds.now(51)!.leftMs! > 0);
  assert.equal(rounds.now(500)?.leftMs, undefined);
});
