import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quote } from '@gradewire/core';
import { saysPythonTwo } from './python-two-words.ts';

const two = [
  "SyntaxError: Missing parentheses in call to 'print'. Did you mean print(...)?",
  "SyntaxError: Missing parentheses in call to 'exec'. Did you mean exec(...)?",
  'SyntaxError: multiple exception types must be parenthesized',
  "NameError: name 'raw_input' is not defined",
  "NameError: name 'xrange' is not defined. Did you mean: 'range'?",
  "ModuleNotFoundError: No module named 'Queue'",
  "ModuleNotFoundError: No module named 'cPickle'",
];
for (const text of two) {
  test(`of Python 2: ${text}`, () => {
    assert.ok(saysPythonTwo(`  File "/work/a.py", line 1\n${text}\n`));
    assert.ok(saysPythonTwo(quote(Buffer.from(text), 160)));
  });
}

test('what a program for Python 3 does wrong is no sign of Python 2', () => {
  for (const text of [
    '',
    "SyntaxError: expected ':'",
    "NameError: name 'sock' is not defined",
    "ModuleNotFoundError: No module named 'numpy'",
    "ModuleNotFoundError: No module named 'Queueing'",
    "TypeError: unsupported operand type(s) for >>: 'str' and 'int'",
    "AttributeError: 'Window' object has no attribute 'has_key'",
  ]) {
    assert.ok(!saysPythonTwo(text), text);
  }
});
