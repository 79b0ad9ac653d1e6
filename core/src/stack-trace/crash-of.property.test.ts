import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { crashOf } from './crash-of.ts';
import { logLines } from './log-lines.ts';
import { ownPath, placeOfFault } from './own-place.ts';

/** What traces are made of, of all languages, and what is put in to mislead a reader. */
const pieces = [
  ...['Traceback (most recent call last):', '  File "', '", line ', ', in f', 'KeyError: 1', '  | '],
  ...['Exception in thread "main" a.B: no', '\tat ', 'Sender.f(', 'java.base/java.x(', ')', '(Sender.java:', '.kt:'],
  ...[
    'panic: ',
    'goroutine 1 [running]:',
    ' +0x1d',
    'panicked at ',
    "thread 'main' panicked at '",
    "', ",
    'src/main.rs:',
  ],
  ...[":in `f': ", 'from ', '.rb:', 'lua5.4: ', 'stack traceback:', ' line ', ' at ', '.pl', '.', ' in ', '.cs:', '^^'],
  ...['main/main.swift:', ': Fatal error: ', 'Assertion `x', "' failed.", 'terminate called ', '#0 0x1 in f '],
  ...[
    '/work/',
    '/work/../',
    '../',
    '/etc/passwd',
    '/work/.gradewire/client/',
    'file://',
    './',
    'a.py',
    'a.js:',
    'x.c:',
  ],
  ...['1', '0', '-1', '007', '99999999999999999999', '1e9', ':', ':3', '(', '"', "'", '<', ' ', '\t', '\r', '\n', '\n'],
  ...['\x1b[31m', '\x1b]8;;', '\x9b1m', '\0', '\u202e', '\ud800', '\u2028'],
];
const trace = fc.oneof(
  { weight: 4, arbitrary: fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((all) => all.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 400 }) },
);

test('whatever is printed: a place is in the folder, its line is one that a file may have, and it stands in one line', () => {
  fc.assert(
    fc.property(trace, (text) => {
      const crash = crashOf(text);
      if (crash === null) return;
      assert.ok(!/\n/.test(crash.message));
      assert.ok(crash.message.length <= 1100);
      for (const { file, line } of crash.frames) {
        assert.ok(Number.isInteger(line) && line >= 1 && line < 10_000_000);
        const path = ownPath(file);
        assert.ok(path === null || !/^\/|(^|\/)\.\.?(\/|$)|^\.gradewire(\/|$)|[\\\p{Cc}]/u.test(path), path ?? '');
      }
      assert.match(placeOfFault(crash) ?? 'a.py, line 1', /^[\p{L}\p{N}_.+-]{1,60}, line [1-9]\d{0,6}$/u);
    }),
    { numRuns: 3000 },
  );
});

test('colours, carriage returns and the length of a line hide nothing', () => {
  assert.deepEqual(logLines('\x1b[1ma.rb:2\x1b[m\r\r\n\x1b]0;title\x07b  \n'), ['a.rb:2', 'b', '']);
  const coloured = "a.rb:2:in `f': \x1b[1mno \x1b[1;4mbad\x1b[m\x1b[1m\x1b[m\r\n\tfrom a.rb:9:in `<main>'\r\n";
  const crash = crashOf(`${'x'.repeat(100_000)}\n${coloured}`);
  assert.deepEqual(crash, {
    message: 'no bad',
    frames: [
      { file: 'a.rb', line: 2 },
      { file: 'a.rb', line: 9 },
    ],
  });
});

test('a megabyte made to be slow takes no time that matters, in one line or in many', () => {
  const units = [
    '\n',
    ' at (',
    ' at a',
    'at a in ',
    'x at a.pl line 1 ',
    'at A.f(A.java:3)',
    '/work/a',
    ': ',
    'a:1: ',
    '\x1b[1m',
  ];
  for (const unit of [...units, "', ", '\t', '  File "', "thread 'main' panicked at '", 'main/main.swift:1: ']) {
    for (const width of [499, 60, 2 ** 20]) {
      const line = `${unit.repeat(1 + width / unit.length).slice(0, width)}\n`;
      const text = line.repeat(Math.ceil(2 ** 20 / line.length));
      const started = process.cpuUsage();
      crashOf(text);
      const { user } = process.cpuUsage(started);
      assert.ok(user < 2_000_000, `${user} µs for ${JSON.stringify(unit)} in lines of ${width}`);
    }
  }
});
