import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codesOf, programIn } from '../../discover/tree-of.ts';
import { fromStandardInput } from './arguments.ts';
import { code, discoverIn, senderIn, typed } from './tree-of.ts';

const described = 'programs: {sender: {build: "make", run: "./s -f {file} -a {host} -p {port}"}}';

test('a manifest says how to build and start, with the option of the file among the arguments', () => {
  const program = senderIn({ 'gradewire.yml': described, 'x.c': code.c, 'sender.py': code.python });
  assert.deepEqual(program.build, [['sh', '-c', 'make']]);
  assert.deepEqual(program.command, ['./s']);
  const args = ['-f', '{file}', '-a', '{host}', '-p', '{port}'];
  assert.deepEqual(program.argumentForms, [{ name: 'documented', args }]);
  assert.deepEqual(fromStandardInput(program.argumentForms[0]!).args, args.slice(2));
  assert.equal(program.source, null);
});

test('a command without placeholders gets the documented arguments', () => {
  const program = senderIn({ 'gradewire.yml': 'programs: {sender: {run: node x.js}}' });
  assert.deepEqual([program.language, program.argumentForms[0]?.name], ['javascript', 'documented']);
  assert.ok(program.argumentForms.length > 1);
});

test('the language of a manifest: as it says, by its command, else as the sources have it', () => {
  const language = (run: string, more = '') =>
    senderIn({ 'gradewire.yml': `programs: {sender: {run: "${run}"${more}}}`, 'y.go': code.go }).language;
  assert.equal(language('./s', ', language: C++'), 'cpp');
  assert.equal(language('python3 s.py'), 'python');
  assert.equal(language('java -cp . S'), 'java');
  assert.equal(language('./s'), 'go');
});

test('a manifest in a folder runs there, one about other programs is passed over', () => {
  const found = discoverIn({
    'p1/gradewire.yml': 'programs: {client: {run: ./c}}',
    'p2/gradewire.yaml': described,
    'p2/s.c': code.c,
  });
  const program = programIn(found, 'sender/sender');
  assert.equal(typed(program.command), 'in p2: ./s');
  assert.equal(typed(program.build[0]!), 'in p2: sh -c make');
  assert.deepEqual(codesOf(found), []);
});

const bad: [string, string, RegExp][] = [
  ['no sender', 'programs: {}', /names no sender/],
  ['another role', 'programs: {client: {run: ./a}}', /client/],
  [
    'a placeholder of none',
    'programs: {sender: {run: "./s {files} {host} {port}"}}',
    /\{files\} is not known: there are \{file\}, \{host\} and \{port\}/,
  ],
  ['a placeholder missing', 'programs: {sender: {run: "./s {host} {port}"}}', /\{file\} is missing/],
  ['no command', 'programs: {sender: {build: make}}', /programs\.sender\.run/],
];
for (const [name, text, expected] of bad) {
  test(`bad manifest: ${name}`, () => {
    const found = discoverIn({ 'gradewire.yml': text, 'sender.py': code.python });
    const note = found.subjects[0]?.notes[0];
    assert.equal(note?.code, 'manifest-invalid');
    assert.match(note.text, expected);
    assert.equal(programIn(found, 'sender/sender').source, 'sender.py');
  });
}

test('a manifest that leaves the language open has to name it', () => {
  const found = discoverIn({ 'gradewire.yml': 'programs: {sender: {run: ./s}}' });
  assert.match(found.subjects[0]?.notes[0]?.text ?? '', /programs\.sender\.language/);
  assert.equal(found.missing.length, 1);
});
