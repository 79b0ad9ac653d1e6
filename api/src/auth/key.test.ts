import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashKey, isKey, newKey, shownPrefix } from './key.ts';

test('a key is gw_ and 256 random bits, and no two are alike', () => {
  const keys = new Set(Array.from({ length: 1000 }, newKey));
  assert.equal(keys.size, 1000);
  for (const key of keys) {
    assert.ok(isKey(key));
    assert.equal(Buffer.from(key.slice(3), 'base64url').length, 32);
  }
});

test('what is stored is a SHA-256, and what is shown leaves the key unknown', () => {
  const key = `gw_${'A'.repeat(43)}`;
  assert.equal(hashKey(key).length, 32);
  assert.equal(shownPrefix(key), 'gw_AAAAAA');
  assert.equal(isKey(`${key}A`), false);
  assert.equal(isKey('gw_short'), false);
});
