import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lfsr113 } from './lfsr113.ts';
import { siphashUpper32 } from './siphash.ts';

test("SipHash-2-4 agrees with its authors' vectors (key 00…0f, message 00 01 …)", () => {
  const bytes = Uint8Array.from({ length: 64 }, (_, i) => i);
  const key = new Uint32Array(bytes.slice(0, 16).buffer);
  const upper = [0, 1, 8, 15].map((length) => siphashUpper32(key, bytes, length));
  assert.deepEqual(upper, [0x726fdb47, 0x74f839c5, 0x93f5f579, 0xa129ca61]);
});

test('LFSR113: the first number of seed 1, worked out by hand', () => {
  assert.equal(lfsr113(1)(), 0x1082100e);
});

test('LFSR113: the upper half of a seed counts', () => {
  assert.notEqual(lfsr113(2 ** 40 + 5)(), lfsr113(5)());
});
