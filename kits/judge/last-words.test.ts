import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lastWords } from './last-words.ts';

test('of a crash, what went wrong and where; else what is said otherwise', () => {
  const python = 'Traceback (most recent call last):\n  File "/work/a.py", line 3, in <module>\nKeyError: 7\n';
  assert.equal(lastWords(python, 'KeyError: 7'), '"KeyError: 7" (a.py, line 3)');
  assert.equal(lastWords(python.replace('/work/', '/usr/lib/'), undefined), '"KeyError: 7"');
  assert.equal(lastWords('/work/a.js:3\n', ' giving up '), '"giving up" (a.js, line 3)');
  assert.equal(lastWords('no route to host\n', 'no route to host'), '"no route to host"');
  assert.equal(lastWords('', undefined), '');
  assert.equal(lastWords('', ' '), '');
});

test('what is shown is quoted and short, whatever was said', () => {
  const hostile = `Traceback (most recent call last):\n  File "/work/a.py", line 3\n\x1b[31mError: "\u202e${'x'.repeat(999)}`;
  const words = lastWords(hostile, undefined);
  assert.match(words, /^"Error: \\"\\xe2\\x80\\xaex+"… \(\d+ bytes in all\) \(a\.py, line 3\)$/);
});
