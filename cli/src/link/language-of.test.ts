import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SourceFile } from '@gradewire/core';
import { languageOf } from './language-of.ts';

const file = (name: string, text = ''): SourceFile => ({ path: name, size: 0, executable: true, digest: '', text });
const told = (command: string, ...files: SourceFile[]) => languageOf(command.split(' '), files).id;

test('by the interpreter, whatever its version and the folder', () => {
  assert.equal(told('python3 x.py', file('a.c'), file('b.c')), 'python');
  assert.equal(told('/usr/bin/python3.11 -c 1'), 'python');
  assert.equal(told('node x'), 'javascript');
  assert.equal(told('lua5.4 x'), 'lua');
  assert.equal(told('java -cp . Main', file('a.py')), 'java');
});

test('by the script that is named, its first line before its name', () => {
  assert.equal(told('./x.rb', file('x.rb'), file('a.c'), file('b.c')), 'ruby');
  assert.equal(told('./x', file('x', '#!/usr/bin/env node\n')), 'javascript');
  assert.equal(told('./x.rb', file('x.rb', '#!/usr/bin/perl -w\n')), 'perl');
  assert.equal(told('bin/x', file('bin/x', '#!/usr/bin/env -S python3 -u\n')), 'python');
  assert.equal(told('sh -x ./y.py', file('y.py')), 'python');
});

test('by what most files are written in, and C where nothing tells', () => {
  assert.equal(told('./client', file('a.go'), file('b.go'), file('tool.py'), file('client')), 'go');
  assert.equal(told('./a.out'), 'c');
  assert.equal(told('./client go', file('README.md')), 'c');
});
