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
