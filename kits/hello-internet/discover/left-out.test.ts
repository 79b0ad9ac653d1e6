import assert from 'node:assert/strict';
import { test } from 'node:test';
import { code, codesOf, discoverIn } from './tree-of.ts';

const { c, java, python, ruby } = code;
const graded = { 'c/helloC.c': c.client, 'c/hellosrvC.c': c.server, 'ruby/helloRuby.rb': ruby.client };
type Files = Record<string, string | null>;

const told = (files: Files) => discoverIn({ ...graded, ...files }).ignored;

/** Name, files beside the graded ones, code, what the sentence says. */
const leftOut: [string, Files, string, RegExp][] = [
  ['another language', { 'COBOL/helloCobol.cob': '' }, 'folder-left-out', /^The folder COBOL .* in COBOL, which/],
  ['shell alone', { 'Bash/helloBash.sh': '' }, 'folder-left-out', /in Bash, which/],
  [
    'a set-up script is no program',
    { 'ts/client.ts': '', 'ts/setup.sh': '' },
    'folder-left-out',
    /in TypeScript, which/,
  ],
  ['no program', { 'team-go/README.md': 'soon' }, 'folder-left-out', /^The folder team-go .* no program/],
  [
    'no role',
    { 'x/a.py': 'print(1)' },
    'folder-left-out',
    /^The folder x .* neither a client nor a server .*\(Python\)/,
  ],
  [
    'a stray source',
    { 'helloPython_backup.py': python.client },
    'file-left-out',
    /^helloPython_backup\.py is not graded/,
  ],
  ['a stray source in another language', { 'x.hs': '' }, 'file-left-out', /^x\.hs is not/],
  [
    'several stray sources',
    { 'a.py': '', 'b.py': '', 'd.c': '', 'e.js': '', 'f.rs': '' },
    'file-left-out',
    /^a\.py, b\.py, d\.c and 2 more are not graded, for they lie/,
  ],
];
for (const [name, files, expected, text] of leftOut) {
  test(`left out and told: ${name}`, () => {
    const notes = told(files);
    assert.deepEqual(
      notes.map((note) => note.code),
      [expected],
    );
    assert.match(notes[0]!.text, text);
  });
}

test('documents, pictures, what tools made and hidden folders are not told', () => {
  const files = { 'docs/slides.py': '', '.github/ci.py': '', 'node_modules/x/client.js': '', '__pycache__/a.py': '' };
  assert.deepEqual(
    told({ ...files, 'README.md': '', LICENSE: '', 'Thumbs.db': null, 'build.sh': '', '.x.py': '' }),
    [],
  );
});

test('an unfinished group beside complete ones is told', () => {
  const files = (group: string) => ({
    [`java/${group}/Client.java`]: java.client,
    [`java/${group}/Server.java`]: java.server,
  });
  const { ignored, subjects } = discoverIn({
    ...files('red'),
    ...files('blue'),
    'java/green/Notes.java': 'class Notes {}',
  });
  assert.deepEqual(
    subjects.map(({ id }) => id),
    ['blue', 'red'],
  );
  assert.match(ignored[0]?.text ?? '', /^The folder java\/green /);
});

test('nothing beside a root that is a group itself', () => {
  assert.deepEqual(discoverIn({ 'client.c': c.client, 'server.c': c.server, 'old/x.cob': '' }).ignored, []);
});

/** Name, files beside helloC.c and hellosrvC.c, text of the note. */
const inFolder: [string, Files, RegExp | undefined][] = [
  ['an old copy', { 'c/helloC_backup.c': c.client }, /^helloC_backup\.c is not graded: .*old copy/],
  ['another language', { 'c/helloPython.py': python.client }, /^helloPython\.py .* in Python/],
  ['a language that is not graded', { 'c/helloCobol.cob': '' }, /^helloCobol\.cob .* in COBOL/],
  ['a helper', { 'c/client_ports.c': 'int port(void);', 'c/client.h': '' }, undefined],
  ['a script', { 'c/run_client.sh': '' }, undefined],
  ['what a tool made', { 'c/node_modules/client.js': '' }, undefined],
];
for (const [name, files, text] of inFolder) {
  test(`in a subject's folder: ${name}`, () => {
    const subject = discoverIn({ ...graded, ...files }).subjects[0]!;
    const notes = subject.notes.filter((note) => note.code === 'file-left-out');
    assert.equal(notes.length, text === undefined ? 0 : 1);
    if (text !== undefined) assert.match(notes[0]!.text, text);
  });
}

test('an old copy that is all there is, is graded and not told', () => {
  assert.deepEqual(codesOf(discoverIn({ 'ruby/old_client.rb': ruby.client })), ['name-convention']);
});

const named = (folder: string) => ({ [`${folder}/Client.java`]: java.client, [`${folder}/Server.java`]: java.server });
const folders = { ...named('Java'), ...named('java_group_b'), ...named('deep/team1'), 'COBOL/a.cob': '' };
/** Names asked for, subjects, codes. */
const only: [string[], string[], string[]][] = [
  [['Java'], ['Java'], []],
  [['Java/'], ['Java'], []],
  [['java'], ['Java'], []],
  [['openjdk'], ['Java', 'java_group_b'], []],
  [['java_group_b', 'Java'], ['Java', 'java_group_b'], []],
  [['Java', 'haskell', 'python'], ['Java'], ['only-no-match', 'only-no-match']],
  [['cobol'], [], ['only-no-match']],
];
for (const [asked, subjects, codes] of only) {
  test(`only ${asked.join(', ')}`, () => {
    const found = discoverIn({ ...named('Java'), ...named('java_group_b'), 'COBOL/a.cob': '' }, asked);
    assert.deepEqual(
      found.subjects.map(({ id }) => id),
      subjects,
    );
    assert.deepEqual(
      found.ignored.map((note) => note.code),
      codes,
    );
  });
}

test('a name without a match is told with what there is, or with why it is not graded', () => {
  const textOf = (name: string) => discoverIn(folders, [name]).ignored[0]?.text ?? '';
  assert.match(textOf('haskell'), /"haskell"; there are .*Java, java_group_b/);
  assert.match(textOf('COBOL'), /^The folder COBOL is not graded: /);
});
