import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { type Check, isReady } from './check.ts';
import { renderChecks } from './render.ts';

const fine: Check = { id: 'a', title: 'Node', ok: true, required: true, found: '24.1.0', fix: 'install Node' };
const missing: Check = {
  id: 'b',
  title: 'Docker Engine',
  ok: false,
  required: true,
  found: 'absent',
  fix: 'install it',
};
const optional: Check = { id: 'c', title: 'TUN', ok: false, required: false, found: 'absent', fix: 'modprobe tun' };

test('only a missing required check makes the machine unready', () => {
  assert.equal(isReady([fine, optional]), true);
  assert.equal(isReady([fine, missing]), false);
});

test('the table is aligned, and what is not ok comes with its fix', () => {
  const expected = [
    'ok        Node           24.1.0',
    'missing   Docker Engine  absent',
    'optional  TUN            absent',
    '',
    'What can be done:',
    '  Docker Engine: install it',
    '  TUN: modprobe tun',
    '',
    'This machine cannot grade yet: see what is marked missing.',
    '',
  ].join('\n');
  assert.equal(renderChecks([fine, missing, optional], { colour: false }), expected);
  const coloured = renderChecks([fine, missing, optional], { colour: true });
  assert.notEqual(coloured, expected);
  assert.equal(stripVTControlCharacters(coloured), expected);
});

test('nothing to fix, nothing said about it', () => {
  assert.doesNotMatch(renderChecks([fine], { colour: false }), /What can be done/);
});
