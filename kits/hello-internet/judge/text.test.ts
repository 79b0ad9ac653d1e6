import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProcessObservation } from '@gradewire/core';
import { excessLines, isEcho, isExactGoodbye, isGoodbye, printed, printedInPieces } from './text.ts';

function program(stdout: string, stderr = ''): ProcessObservation {
  const end = { how: 'exited', code: 0 } as const;
  return { argv: [], end, startedMs: 0, endedMs: 1, stdout, stderr, cpuMs: 1, maxRssKiB: 1 };
}

test('a goodbye in any case, quoted or hyphenated, is one; an echo is none', () => {
  for (const reply of ['Goodbye in C', 'GOOD BYE', '"Good-bye in C"\n', 'goodbye']) assert.ok(isGoodbye(reply), reply);
  for (const reply of ['Hello in C', 'bye', '']) assert.ok(!isGoodbye(reply), reply);
  assert.ok(isEcho('Hello in C', 'Hello in C\n'));
  assert.ok(!isEcho('Goodbye: Hello in C', 'Hello in C'));
});

test('the documented spelling, white space forgiven', () => {
  for (const reply of ['Goodbye in C', 'Goodbye in C++\n', 'Goodbye Go from C', 'Goodbye Go\n from C']) {
    assert.ok(isExactGoodbye(reply), reply);
  }
  for (const reply of ['GoodBye in C', '"Goodbye in C"', 'Goodbye']) assert.ok(!isExactGoodbye(reply), reply);
});

test('a reply is printed whole, in pieces, or not', () => {
  assert.ok(printed(program('Goodbye in C\r\n'), 'Goodbye in C\n'));
  assert.ok(!printed(program('Good'), 'Goodbye in C'));
  assert.ok(printedInPieces(program('Good\nbye in\n C\n'), 'Goodbye in C'));
  assert.ok(printedInPieces(program('Received: Good\nReceived: bye in C\n'), 'Goodbye in C'));
  assert.ok(!printedInPieces(program('Received: Good\nReceived: bye\n'), 'Goodbye in C'));
});

test('a label before the reply is no excess, another line is', () => {
  assert.deepEqual(excessLines(program('Server says: Goodbye in C\n'), 'Goodbye in C'), []);
  assert.deepEqual(excessLines(program('connecting\nGoodbye in C\n', 'done\n'), 'Goodbye in C'), [
    'connecting',
    'done',
  ]);
});
