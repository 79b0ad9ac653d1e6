import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { code, discoverIn } from './tree-of.ts';

const part = fc.oneof(
  fc.constantFrom('c', 'C++', 'python', 'team-go', 'alice', 'src', 'client', 'server', 'cmd', 'bin', '.git', '..', ''),
  fc.constantFrom('hello', 'helloC', 'hellosrvC', '__proto__', 'constructor', 'node_modules', 'rust', 'test', 'C#'),
  fc.string({ maxLength: 6, unit: 'grapheme' }),
);
const extension = fc.constantFrom(
  '',
  '.c',
  '.py',
  '.go',
  '.rs',
  '.java',
  '.ipynb',
  '.js',
  '.jar',
  '.class',
  '.exe',
  '.swift',
);
const special = fc.constantFrom('gradewire.yml', 'Makefile', 'Cargo.toml', 'go.mod', 'package.json', 'setup.sh');
const file = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(part, extension).map((two) => two.join('')) },
  { weight: 1, arbitrary: special },
);
const path = fc.tuple(fc.array(part, { maxLength: 4 }), file).map(([folders, name]) => [...folders, name].join('/'));
const snippets = Object.values(code).flatMap(({ client, server }) => [client, server]);
const text = fc.oneof(
  fc.constant(null),
  fc.constantFrom(
    ...snippets,
    'programs: {client: {run: ./a}}',
    '{"scripts": {"client": "node a.js"}}',
    '[[bin]]\nname="a"',
  ),
  fc.constantFrom(
    'client: a\n\tcc -o $@ x',
    '{"bin": {"__proto__": "a"}}',
    '{"cells": [null, {"cell_type": "code"}]}',
    '[package',
  ),
  fc.string({ maxLength: 80 }),
);
const files = fc.array(fc.tuple(path, text), { maxLength: 14 }).map((entries) => Object.fromEntries(entries));

test('any tree has an answer: unique ids, runnable commands, every program found or missing', () => {
  fc.assert(
    fc.property(files, (tree) => {
      const { subjects, programs, missing } = discoverIn(tree);
      const ids = [...programs, ...missing].map(({ id }) => id);
      assert.equal(new Set(ids).size, ids.length);
      assert.equal(new Set(subjects.map(({ id }) => id)).size, subjects.length);
      assert.deepEqual(ids.sort(), subjects.flatMap(({ id }) => [`${id}/client`, `${id}/server`]).sort());
      for (const { command, build, argumentForms } of programs) {
        assert.ok(command.length > 0 && command[0] !== '');
        assert.ok(build.every((argv) => argv.length > 0));
        assert.equal(argumentForms[0]?.name, 'documented');
      }
      for (const { folder } of subjects) {
        assert.ok(folder === '' || Object.keys(tree).some((one) => one.startsWith(`${folder}/`)));
      }
    }),
    { numRuns: 500 },
  );
});

test('the order of the files changes nothing', () => {
  fc.assert(
    fc.property(files, (tree) => {
      const reversed = Object.fromEntries(Object.entries(tree).reverse());
      assert.deepEqual(discoverIn(reversed), discoverIn(tree));
    }),
    { numRuns: 200 },
  );
});
