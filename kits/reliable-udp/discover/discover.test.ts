import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codesOf, type Files } from '../../discover/tree-of.ts';
import { code, discoverIn, senderIn } from './tree-of.ts';

const { c, python } = code;
const notesOf = (files: Files) => discoverIn(files).subjects[0]!.notes;

test('Python 2 is told once, with the file and the line, also of what the sender loads', () => {
  const told = notesOf({
    'Sender.py': `import Base\n${python}`,
    'Base.py': 'import Sum\n\nprint "a"',
    'Sum.py': 'x = raw_input()',
  });
  assert.deepEqual(told, [
    {
      code: 'python-2',
      text: 'Base.py is written for Python 2 (line 3: print is a statement), and Python 3 runs it: port it. So is one file that it loads.',
    },
  ]);
});

test('Python 2 in files that the sender does not load is nobody’s business', () => {
  assert.deepEqual(notesOf({ 'Sender.py': python, 'TestHarness.py': 'print "a"' }), []);
});

test('equally likely senders are told, the least deep is taken', () => {
  const files = { 'b/sender.py': python, 'sender.c': c, 'a/sender.py': python, 'x_sender.rb': '' };
  const found = discoverIn(files);
  assert.equal(found.programs[0]?.source, 'sender.c');
  assert.match(
    found.subjects[0]!.notes[0]!.text,
    /^sender\.c was taken for the sender; a\/sender\.py, b\/sender\.py might/,
  );
  assert.deepEqual(
    found.ignored.map(({ text }) => text),
    ['x_sender.rb is not graded: sender.c was taken for the sender.'],
  );
});

test('what is named like a sender and is none of ours is told', () => {
  const { ignored, programs } = discoverIn({
    'sender.ts': '',
    'Sender.hs': '',
    'sender.sh': 'echo',
    'old/sender.py': python,
    'sender2.py': python,
  });
  assert.equal(programs[0]?.source, 'sender2.py');
  assert.deepEqual(
    ignored.map(({ text }) => text.split(' ')[0]),
    ['old/sender.py', 'Sender.hs', 'sender.ts'],
  );
});

test('a sender found by its content alone is asked for its name', () => {
  assert.deepEqual(codesOf(discoverIn({ 'prog.py': python })), ['name-convention']);
  assert.deepEqual(codesOf(discoverIn({ 'rudp/main.py': python })), ['name-convention']);
  assert.deepEqual(codesOf(discoverIn({ 'rudp.py': python })), []);
});

test('setup.sh is not run and that is said', () => {
  assert.deepEqual(codesOf(discoverIn({ 'sender.py': python, 'setup.sh': '' })), ['setup-not-run']);
});

test('only keeps the sender by its id or its language', () => {
  const count = (...only: string[]) => discoverIn({ 'sender.py': python }, only).programs.length;
  assert.deepEqual([count(), count('sender'), count('Python3'), count('go'), count('go', 'py')], [1, 1, 1, 0, 1]);
  assert.deepEqual(
    discoverIn({}, ['go']).ignored.map((one) => one.code),
    ['only-no-match'],
  );
});

test('every program has the forms of the arguments, the documented one first', () => {
  const forms = senderIn({
    'sender.py': `${python}\nadd_argument("--host"), add_argument("--file"), add_argument("--port")`,
  }).argumentForms;
  assert.deepEqual(
    forms.slice(0, 2).map(({ name }) => name),
    ['documented', 'long-options-host'],
  );
});
