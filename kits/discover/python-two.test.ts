import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pythonTwo } from './python-two.ts';

/** Text, line, what is found there. */
const two: [string, number, RegExp][] = [
  ['x = 1\nprint "sent %d" % x', 2, /print/],
  ['if x: print y', 1, /print/],
  ['import sys\nprint >>sys.stderr, "no"', 2, /print/],
  ["print'a'", 1, /print/],
  ['def f():\n\tprint   x, y', 2, /print/],
  ['try:\n  pass\nexcept socket.timeout, e:\n  pass', 3, /except/],
  ['try:\n  pass\nexcept (IOError, OSError), e:\n  pass', 3, /except/],
  ['raise ValueError, "bad"', 1, /raise/],
  ['exec "x = 1"', 1, /exec/],
  ['if a <> b: pass', 1, /<>/],
  ['x = `y`', 1, /backquotes/],
  ['name = raw_input("? ")', 1, /raw_input/],
  ['# for\nfor i in xrange (3): pass', 2, /xrange/],
  ['for k, v in d.iteritems(): pass', 1, /iteritems/],
  ['import socket\nimport Queue', 2, /module Queue/],
  ['#!/usr/bin/python2.7\nprint(1)', 1, /first line/],
  ['#!/usr/bin/env python2\n', 1, /first line/],
  ['"""a\nb\n"""\nprint "c"', 4, /print/],
];
for (const [text, line, what] of two) {
  test(`Python 2: ${JSON.stringify(text)}`, () => {
    const found = pythonTwo(text);
    assert.equal(found?.line, line);
    assert.match(found.what, what);
  });
}

const three = [
  'print("a")\nprint ("a", b)\nprint',
  '# print "a"\n"""\nprint "b"\n"""\nx = \'print "c"\'',
  's = "it\'s"; t = \'print "x\' # print "y"\n',
  'except (A, B):\n  pass\nexcept A as e:\n  pass',
  'raise ValueError("a, b")',
  'try:\n  raw_input\nexcept NameError:\n  x = raw_input("")',
  'xrange = range\nfor i in xrange(3): pass',
  'try:\n  import Queue\nexcept ImportError:\n  import queue',
  'printer = 1\nprint = log\nself.print_all()\nblueprint "x"',
  'executor(1)\nf"{x}"',
  '#!/usr/bin/env python3\nimport queue',
  '#!/usr/bin/python\n',
  '"never closed\nx = 1',
];
for (const text of three) {
  test(`not Python 2: ${JSON.stringify(text)}`, () => assert.equal(pythonTwo(text), undefined));
}

test('a module of their own is not the one of Python 2', () => {
  assert.equal(
    pythonTwo('import Queue', (name) => name === 'Queue'),
    undefined,
  );
});

test('a hostile text of the largest size takes no time that matters', () => {
  for (const unit of [
    '"',
    "'",
    '"""',
    '#',
    ' ',
    '\n',
    'print ',
    'except ',
    'except (',
    '`a',
    'raise a',
    '\\',
    ': ',
    'from ',
  ]) {
    const text = unit.repeat((256 * 1024) / unit.length);
    const started = process.cpuUsage();
    pythonTwo(text);
    const { user } = process.cpuUsage(started);
    assert.ok(user < 1_000_000, `${user} µs for ${JSON.stringify(unit)}`);
  }
});
