import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prefixedLines } from './prefixed-lines.ts';

function written(...pieces: (string | Buffer)[]): string[] {
  const lines: string[] = [];
  const writer = prefixedLines('client | ', (text) => lines.push(text));
  for (const piece of pieces) writer.take(Buffer.from(piece));
  writer.end();
  return lines;
}

test('whole lines, however they come', () => {
  assert.deepEqual(written('a', 'b\nc', '\n\n', 'd'), ['client | ab\n', 'client | c\n', 'client | \n', 'client | d\n']);
  assert.deepEqual(written('a\r\n'), ['client | a\n']);
  assert.deepEqual(written(), []);
});

test('a character that comes in two pieces is one', () => {
  const bytes = Buffer.from('größer\n');
  assert.deepEqual(written(bytes.subarray(0, 3), bytes.subarray(3)), ['client | größer\n']);
});

test('nothing that a terminal would obey', () => {
  assert.deepEqual(written('\x1b[31mred\x1b[0m\x07\n'), ['client | red\\x07\n']);
});

test('a line without an end is cut', () => {
  const lines = written('x'.repeat(40_000));
  assert.deepEqual(
    lines.map((line) => line.length - 'client | \n'.length),
    [16_384, 16_384, 7232],
  );
});
