import assert from 'node:assert/strict';
import { test } from 'node:test';
import { observesAlike } from './kit-version.ts';

test('observations are good for every version with the same first two numbers', () => {
  assert.equal(observesAlike('1.4.2', '1.4.0'), true);
  assert.equal(observesAlike('1.4.0', '1.4.9'), true);
  assert.equal(observesAlike('1.5.0', '1.4.0'), false);
  assert.equal(observesAlike('2.4.0', '1.4.0'), false);
  assert.equal(observesAlike('1', '1'), false, 'what is no version is none that is known');
});
