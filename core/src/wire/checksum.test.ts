import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onesComplementSum, pseudoHeaderSum } from './checksum.ts';

test('the example of RFC 1071 §3', () => {
  assert.equal(onesComplementSum(Uint8Array.of(0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7)), 0xddf2);
});

test('a carry that comes from folding is folded again', () => {
  assert.equal(onesComplementSum(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x00, 0x01)), 1);
});

test('an odd last byte is the high half of a word', () => {
  assert.equal(onesComplementSum(Uint8Array.of(0x12, 0x34, 0x56)), 0x1234 + 0x5600);
});

test('the sum goes on from the pseudo-header', () => {
  const start = pseudoHeaderSum(Uint8Array.of(10, 0, 0, 1, 10, 0, 0, 2), 17, 8);
  assert.equal(start, 0x1400 + 3 + 17 + 8);
  assert.equal(onesComplementSum(Uint8Array.of(0xff, 0xff), start), start);
});
