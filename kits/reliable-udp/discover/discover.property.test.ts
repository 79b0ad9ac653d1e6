import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { code, discoverIn } from './tree-of.ts';

const folders = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'src',
      'sender',
      'receiver',
      'rudp',
      'bin',
      'cmd',
      'tests',
      'a',
      '.git',
      '..',
      '__proto__',
    ),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 5, unit: 'grapheme' }) },
);
const names = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'sender',
      'Sender',
      'rudp',
      'main',
      'receiver',
      'BasicSender',
      'run_sender',
      'x',
      'constructor',
    ),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 5, unit: 'grapheme' }) },
);
const endings = fc.constantFrom(
  '',
  '.py',
  '.c',
  '.go',
  '.rs',
  '.java',
  '.js',
  '.sh',
  '.rb',
  '.jar',
  '.class',
  '.exe',
  '.ipynb',
  '.swift',
);
const fixed = fc.constantFrom(
  'gradewire.yml',
  'Makefile',
  'Cargo.toml',
  'go.mod',
  'package.json',
  'setup.sh',
  'Package.swift',
);
const paths = fc
  .tuple(
    fc.array(folders, { maxLength: 3 }),
    fc.oneof(
      { weight: 5, arbitrary: fc.tuple(names, endings).map(([a, b]) => a + b) },
      { weight: 1, arbitrary: fixed },
    ),
  )
  .map(([above, name]) => [...above, name].join('/'));
const scripts = [
  'exec ./sender',
  'python3 src/main.py',
  'java -cp a sender.Sender',
  'java -jar x.jar',
  'make; ./src/rudp',
  'mono x.exe',
  'cd src && ./x',
  'python3 -m',
  'java -cp',
  'cargo run --',
  'exec',
].map((line) => `#!/bin/sh\n${line} "$@"`);
const pythons = [
  'import subprocess\nsubprocess.call(["./sender", "x"])',
  'import os\nos.system("java -cp bin Sender")',
  'from . import x',
  'from ....a.b import c',
  'from src.x import y',
  'print "a"',
];
const others = [
  'programs: {sender: {run: ./a {file} {host} {port}}}',
  'programs: {sender: {run: -a}}',
  'sender:\n\tcc -o $@ x',
  '[package]\nname="rudp"',
  '{"scripts": {"sender": "node main.js"}}',
  'module rudp',
  '#!/bin/sh\r\n$@',
];
const texts = fc.oneof(
  fc.constant(null),
  fc.constantFrom(...Object.values(code)),
  fc.constantFrom(...scripts),
  fc.constantFrom(...pythons, ...others),
  fc.string({ maxLength: 60 }),
);
const trees = fc.array(fc.tuple(paths, texts), { maxLength: 14 }).map((entries) => Object.fromEntries(entries));

test('any tree has an answer: one subject, and a sender that can be started or is missing', () => {
  fc.assert(
    fc.property(trees, (tree) => {
      const { subjects, programs, missing, ignored } = discoverIn(tree);
      assert.deepEqual(
        subjects.map(({ id, folder }) => [id, folder]),
        [['sender', '']],
      );
      assert.deepEqual(
        [...programs, ...missing].map(({ id }) => id),
        ['sender/sender'],
      );
      for (const { command, build, argumentForms, source, language } of programs) {
        assert.equal(language, subjects[0]?.language);
        assert.ok(command.length > 0 && command.every((item) => item !== ''), command.join('|'));
        assert.ok(build.every((argv) => argv.length > 0));
        assert.ok(
          ![...command, ...build.flat()].some((item) => /\{(?:source|output|helpers|entry|name|root)\}/.test(item)),
        );
        assert.equal(argumentForms[0]?.name, 'documented');
        assert.ok(source === null || source in tree);
      }
      for (const { code: stable, text } of [...ignored, ...subjects[0]!.notes])
        assert.ok(/^[a-z0-9-]+$/.test(stable) && text !== '');
    }),
    { numRuns: 1000 },
  );
});

test('the order of the files changes nothing', () => {
  fc.assert(
    fc.property(trees, (tree) => {
      assert.deepEqual(discoverIn(Object.fromEntries(Object.entries(tree).reverse())), discoverIn(tree));
    }),
    { numRuns: 300 },
  );
});
