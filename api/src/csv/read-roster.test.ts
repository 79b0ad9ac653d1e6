import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRoster } from './read-roster.ts';

test('columns come in any order, quoted, with a byte order mark; empty ones are null', () => {
  const { entries, faults } = readRoster('\uFEFFEmail,NAME,Team,section\r\nAda@Example.edu,"Lovelace, Ada",Red,\r\n');
  assert.deepEqual(faults, []);
  assert.deepEqual(entries, [
    {
      line: 2,
      name: 'Lovelace, Ada',
      email: 'ada@example.edu',
      externalId: null,
      github: null,
      githubId: null,
      section: null,
      team: 'Red',
      role: 'student',
    },
  ]);
});

test("GitHub Classroom's roster is understood", () => {
  const text =
    '"identifier","github_username","github_id","name"\n"ada@example.edu","ada-l","1","Ada"\n"Bob","bob","",""\n';
  const { entries, faults } = readRoster(text);
  assert.deepEqual(faults, []);
  assert.deepEqual(
    entries.map(({ name, email, github, githubId }) => [name, email, github, githubId]),
    [
      ['Ada', 'ada@example.edu', 'ada-l', 1n],
      ['Bob', null, 'bob', null],
    ],
  );
});

test('semicolons and tabs separate as commas do, and a comma in a name is then no separator', () => {
  for (const by of [';', '\t']) {
    const { entries, faults } = readRoster(`name${by}email\nLovelace, Ada${by}ada@example.edu\n`);
    assert.deepEqual(faults, []);
    assert.deepEqual([entries[0]!.name, entries[0]!.email], ['Lovelace, Ada', 'ada@example.edu']);
  }
});

test('a first line without a name, or with two columns of one kind, and text that is not UTF-8 are told as such', () => {
  const only = (text: string) => {
    const { entries, faults } = readRoster(text);
    assert.deepEqual([entries.length, faults.length], [0, 1]);
    return `${faults[0]!.at}: ${faults[0]!.message}`;
  };
  assert.match(only('foo,email\nAda,a@b.c\n'), /^line 1: has no column "name"; it has "foo", "email"/);
  assert.match(only('name,Student,email\nAda,Ada,a@b.c\n'), /^line 1: .*two columns.*"Student"/);
  assert.match(
    only(Buffer.from('name,email\nAda,a@b.c\nJ\xfcrgen,j@b.c\n', 'latin1').toString()),
    /^line 3: is not UTF-8/,
  );
  // Columns that nobody knows may well have one title twice.
  assert.deepEqual(readRoster('name,email,x,x\nAda,a@b.c,1,2\n').faults, []);
});

test('each bad line is named with its column, and nobody is let in meanwhile', () => {
  const { entries, faults } = readRoster(
    'name,email,role\nAda,ada@example.edu,student\n,b@example.edu,\nBob,not an address,\nEve,eve@example.edu,owner\nAda,ADA@example.edu,\nTim,,\n',
  );
  assert.deepEqual(entries, []);
  assert.deepEqual(
    faults.map(({ at }) => at),
    ['line 3, name', 'line 4, email', 'line 5, role', 'line 7, email', 'line 6, email'],
  );
});

test('a line with too many cells, an open quote and an empty file are named', () => {
  assert.match(readRoster('name,email\nAda,a@b.c,extra\n').faults[0]!.at, /^line 2/);
  assert.match(readRoster('name,email\n"Ada,a@b.c\n').faults[0]!.message, /quote/i);
  assert.match(readRoster('').faults[0]!.message, /nobody/);
});

test('a number of an account that is none, or that two lines have, is named', () => {
  const at = (ids: string[]) =>
    readRoster(`name,github_id\n${ids.map((id, index) => `P${index},${id}`).join('\n')}\n`).faults.map((one) => one.at);
  assert.deepEqual(at(['4711', '12']), []);
  assert.deepEqual(at(['0']), ['line 2, githubId']);
  assert.deepEqual(at(['-1', 'x', '1e5', '99999999999999999']).length, 4);
  assert.deepEqual(at(['4711', '4711']), ['line 3, githubId']);
});
