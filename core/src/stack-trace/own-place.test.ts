import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownPath, placeOfFault } from './own-place.ts';

const at = (...places: readonly (readonly [string, number])[]) =>
  placeOfFault({ message: '', frames: places.map(([file, line]) => ({ file, line })) });

test('a path is relative to the program’s folder, or none of the student’s', () => {
  const expected: readonly [string, string | null][] = [
    ['/work/main.go', 'main.go'],
    ['./src/../main.go', 'main.go'],
    ['src//client.rs', 'src/client.rs'],
    ['C#/hello world.cs', 'C#/hello world.cs'],
    ['/usr/lib/python3.11/json/__init__.py', null],
    ['/working/a.py', null],
    ['../a.py', null],
    ['/work/../etc/passwd', null],
    ['/work/.gradewire/server/program.py', null],
    ['./.gradewire/server/program.py', null],
    ['a\\b.cs', null],
    ['a\x1b[31m.py', null],
    ['', null],
    ['/work/', null],
  ];
  for (const [printed, path] of expected) assert.equal(ownPath(printed), path, printed);
});

test('the innermost place of the student’s own is named', () => {
  assert.equal(at(['/usr/lib/ruby/3.1.0/socket.rb', 61], ['a.rb', 4], ['b.rb', 5]), 'a.rb, line 4');
  assert.equal(at(['/work/lib/window.py', 12]), 'window.py, line 12');
  assert.equal(at(['/work/Größe.py', 12]), 'Größe.py, line 12');
  assert.equal(at(['/usr/lib/a.py', 1]), undefined);
  assert.equal(at(), undefined);
});

test('a name that would read as a part of the sentence is none', () => {
  for (const name of [
    'all is well. See x.py',
    'a"b.py',
    '<b>.py',
    `${'a'.repeat(80)}.py`,
    '[string "x"]',
    '\u202ea.py',
  ]) {
    assert.equal(at([`/work/${name}`, 1]), undefined, name);
  }
});
