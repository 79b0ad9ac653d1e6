import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Blame, Outcome } from '@gradewire/core';
import * as generated from '../generated/enums.ts';
import { lanes, nameOf, runReasons, wordOf } from './words.ts';

test('names and words translate into each other', () => {
  const word: 'out-of-memory' = wordOf('outOfMemory');
  const name: 'outOfMemory' = nameOf('out-of-memory');
  assert.deepEqual(
    [word, name, wordOf('passed'), nameOf('passed')],
    ['out-of-memory', 'outOfMemory', 'passed', 'passed'],
  );
});

test('the database knows the words of the contracts, and no others', () => {
  const words = (names: object) => Object.values(names).map(wordOf);
  assert.deepEqual(words(generated.CaseOutcome), Outcome.options);
  assert.deepEqual(words(generated.Blame), Blame.options);
  assert.deepEqual(words(generated.Lane), [...lanes]);
  assert.deepEqual(words(generated.RunReason), [...runReasons]);
});
