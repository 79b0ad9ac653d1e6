import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shellWords } from '../../discover/shell-words.ts';
import { code, codesOf, discoverIn, programIn } from './tree-of.ts';

const manifest = (text: string, name = 'gradewire.yml') =>
  discoverIn({ [`c/${name}`]: text, 'c/helloC.c': code.c.client });

test('a manifest says how to build and start', () => {
  const found = manifest(`programs:
  client: {build: "make -C src && mv src/x .", run: "./x '--to host' {host}:{port} -v", stdin: "hi\\n"}
  server: {build: [make, "chmod +x s"], run: ./s}`);
  const client = programIn(found, 'c/client');
  assert.equal(client.source, null);
  assert.deepEqual(client.build, [['sh', '-c', 'make -C src && mv src/x .']]);
  assert.deepEqual(client.command, ['./x', '--to host']);
  assert.deepEqual(client.argumentForms, [{ name: 'documented', args: ['{host}:{port}', '-v'] }]);
  assert.equal(client.stdin, 'hi\n');
  assert.equal(client.language, 'c');
  const server = programIn(found, 'c/server');
  assert.deepEqual(server.build.length, 2);
  assert.deepEqual(
    server.argumentForms.map(({ name }) => name),
    ['documented', 'backlog'],
  );
});

test('what the manifest does not describe is looked for', () => {
  const found = manifest('programs: {server: {run: "python3 s.py {port}", language: Python3}}', 'gradewire.yaml');
  assert.equal(programIn(found, 'c/client').source, 'helloC.c');
  assert.equal(programIn(found, 'c/server').language, 'python');
});

test('the manifest of a folder without a known language has to name one', () => {
  const found = discoverIn({ 'x/gradewire.yml': 'programs: {client: {run: "./a {host} {port}"}}' });
  assert.equal(found.subjects[0]?.language, null);
  assert.match(found.subjects[0]?.notes[0]?.text ?? '', /programs\.client\.language/);
  assert.equal(found.missing.length, 2);
});

const bad: [string, string, RegExp][] = [
  ['no YAML', 'programs: {client: [', /not valid YAML/],
  ['a text', 'hello', /the file: /],
  ['empty', '', /the file: /],
  ['no programs', 'program: {}', /programs/],
  ['neither role', 'programs: {}', /programs: names neither/],
  ['an unknown role', 'programs: {clint: {run: ./a}}', /clint/],
  ['an unknown field', 'programs: {client: {run: ./a, args: x}}', /programs\.client: .*args/],
  ['no run', 'programs: {client: {build: make}}', /programs\.client\.run/],
  ['an empty run', 'programs: {client: {run: "  "}}', /programs\.client\.run: is empty/],
  ['a number', 'programs: {client: {run: 5}}', /programs\.client\.run/],
  ['an open quote', `programs: {client: {run: "./a 'b"}}`, /programs\.client\.run: the quote ' is never closed/],
  ['a pipe', 'programs: {client: {run: "./a | tee x"}}', /"\|" needs a shell/],
  ['an unknown placeholder', 'programs: {client: {run: "./a {hostname}"}}', /\{hostname\} is not known/],
  ['a placeholder first', 'programs: {client: {run: "{host} {port}"}}', /begin with the program/],
  [
    'an unknown language',
    'programs: {client: {run: ./a, language: cobol}}',
    /programs\.client\.language: is no language/,
  ],
  ['a prototype', 'programs: {__proto__: {run: ./a}}', /programs/],
  ['aliases without end', `a: &a [x,x]\nb: &b [${'*a,'.repeat(50)}]\nprograms: *b`, /YAML/],
];
for (const [name, text, expected] of bad) {
  test(`bad manifest: ${name}`, () => {
    const found = manifest(text);
    const note = found.subjects[0]?.notes[0];
    assert.equal(note?.code, 'manifest-invalid');
    assert.match(note.text, expected);
    assert.equal(programIn(found, 'c/client').source, 'helloC.c');
  });
}

test('a good manifest leaves no note', () => {
  assert.deepEqual(
    codesOf(manifest('programs: {client: {run: "./a {host} {port}"}, server: {run: "./b {port}"}}')),
    [],
  );
});

const lines: [string, string[] | string][] = [
  ['', []],
  ['  a   b\tc\n', ['a', 'b', 'c']],
  [`a 'b c' "d e"f`, ['a', 'b c', 'd ef']],
  [`'' ""`, ['', '']],
  [`"a\\"b" 'a\\b' a\\ b "\\n"`, ['a"b', 'a\\b', 'a b', '\\n']],
  ['a\\', 'it ends with a backslash'],
  ['"a', 'the quote " is never closed'],
  ['{host} a=b *.c ~', ['{host}', 'a=b', '*.c', '~']],
];
for (const [line, expected] of lines) {
  test(`words of ${JSON.stringify(line)}`, () => {
    const found = shellWords(line);
    assert.deepEqual(Array.isArray(found) ? found : found.problem, expected);
  });
}
