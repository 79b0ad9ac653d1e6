import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { inertCell, writeCsv } from './write-csv.ts';

test('formulas are shown, not run; numbers and other texts stay as they are', () => {
  const hostile = ['=HYPERLINK("x")', '+1', '-1', '@SUM(A1)', '\tx', '\r=1', '＝1'];
  for (const text of hostile) assert.equal(inertCell(text), `'${text}`);
  assert.equal(writeCsv([['Ada', -1.5, null, 'a-b']]), '\uFEFFAda,-1.5,,a-b\r\n');
});

test('whatever the texts are, they come back whole, and none begins a formula', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.string(), { minLength: 2, maxLength: 2 }), { minLength: 1 }), (rows) => {
      const read = parse(writeCsv(rows), { bom: true, record_delimiter: '\r\n' }) as string[][];
      assert.deepEqual(
        read,
        rows.map((row) => row.map(inertCell)),
      );
      for (const cell of read.flat()) assert.doesNotMatch(cell, /^[=+\-@\t\r]/);
    }),
  );
});
