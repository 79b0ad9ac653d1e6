import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearest } from './nearest.ts';

const names = ['lan', 'dsl', '3g', '3g-slow', 'satellite', 'conference-wifi'];

test('the name that was probably meant', () => {
  assert.equal(nearest('dls', names), 'dsl');
  assert.equal(nearest('DSL', names), 'dsl');
  assert.equal(nearest('sattelite', names), 'satellite');
  assert.equal(nearest('conference-wlan', names), 'conference-wifi');
  assert.equal(nearest('3g_slow', names), '3g-slow');
});

test('no name where none is near', () => {
  assert.equal(nearest('ethernet', names), undefined);
  assert.equal(nearest('', names), undefined);
  assert.equal(nearest('x'.repeat(10_000), names), undefined);
});
