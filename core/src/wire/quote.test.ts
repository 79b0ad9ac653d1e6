import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { utf8 } from './capture-builder.ts';
import { quote } from './quote.ts';

/** Undoes `quote` where nothing was cut. */
function unquote(quoted: string): Uint8Array {
  const named: Record<string, number> = { n: 10, r: 13, t: 9, '"': 34, '\\': 92 };
  const bytes: number[] = [];
  for (const [, hex, name, letter] of quoted.slice(1, -1).matchAll(/\\x([0-9a-f]{2})|\\(.)|(.)/gsu)) {
    if (hex !== undefined) bytes.push(Number.parseInt(hex, 16));
    else if (name !== undefined) bytes.push(named[name]!);
    else bytes.push(...Buffer.from(letter!));
  }
  return Uint8Array.from(bytes);
}

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 40 }).map(utf8),
  fc.string({ unit: 'grapheme', maxLength: 40 }).map(utf8),
);

test('what is quoted can be undone, and holds nothing that moves a terminal', () => {
  fc.assert(
    fc.property(bytes, (input) => {
      const quoted = quote(input, 1000);
      assert.doesNotMatch(quoted, /[\p{C}\p{Zl}\p{Zp}]/u);
      assert.deepEqual(unquote(quoted), input);
    }),
    { numRuns: 2000 },
  );
});

test('what is cut is a beginning of the bytes, not longer than asked', () => {
  fc.assert(
    fc.property(bytes, fc.nat(30), (input, max) => {
      const quoted = quote(input, max);
      const shown = unquote(quoted.slice(0, quoted.lastIndexOf('"') + 1));
      assert.ok(shown.length <= max);
      assert.deepEqual(shown, input.subarray(0, shown.length));
      if (input.length > max) assert.ok(quoted.endsWith(`… (${input.length} bytes in all)`));
      else assert.equal(quoted.length, quote(input, 1000).length);
    }),
    { numRuns: 1000 },
  );
});

test('letters of all scripts are kept, the rest is escaped', () => {
  const cases: [string | number[], string][] = [
    ['Hello in C\n', '"Hello in C\\n"'],
    ['a\t"b"\\\r', '"a\\t\\"b\\"\\\\\\r"'],
    ['Grüße, 你好, नमस्ते 🙂', '"Grüße, 你好, नमस्ते 🙂"'],
    ['\u001b[31mred\u0007\u009b1m\u0000', '"\\x1b[31mred\\x07\\xc2\\x9b1m\\x00"'],
    ['a\u202eb\u200d\ufeff\u00a0\u2028', '"a\\xe2\\x80\\xaeb\\xe2\\x80\\x8d\\xef\\xbb\\xbf\\xc2\\xa0\\xe2\\x80\\xa8"'],
    ['a\u3164b\ufe0f', '"a\\xe3\\x85\\xa4b\\xef\\xb8\\x8f"'],
    ['\u0301a\u0301\u0301\u0301\u0301', '"\\xcc\\x81á\u0301\u0301\\xcc\\x81"'.normalize('NFD')],
    [
      [0xff, 0xc0, 0x80, 0xed, 0xa0, 0x80, 0xf4, 0x90, 0x80, 0x80],
      '"\\xff\\xc0\\x80\\xed\\xa0\\x80\\xf4\\x90\\x80\\x80"',
    ],
    [[0xe4, 0xbd], '"\\xe4\\xbd"'],
  ];
  for (const [input, expected] of cases) {
    assert.equal(quote(typeof input === 'string' ? utf8(input) : Uint8Array.from(input), 100), expected);
  }
});

test('a letter is not cut in two', () => {
  assert.equal(quote(utf8('aé'), 2), '"a"… (3 bytes in all)');
  assert.equal(quote(utf8('abc'), 3, 5000), '"abc"… (5000 bytes in all)');
  assert.equal(quote(utf8(''), 3), '""');
});
