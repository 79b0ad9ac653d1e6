import assert from 'node:assert/strict';
import { test } from 'node:test';
import { languageById } from '@gradewire/core';
import { endedWell, whyNotStarted } from './ends.ts';

test('a server may be ended by us, a client may not', () => {
  assert.equal(endedWell('client', { how: 'exited', code: 0 }), true);
  assert.equal(endedWell('client', { how: 'exited', code: 1 }), false);
  assert.equal(endedWell('server', { how: 'exited', code: 0 }), true);
  assert.equal(endedWell('server', { how: 'stopped' }), true);
  assert.equal(endedWell('client', { how: 'stopped' }), false);
  assert.equal(endedWell('server', { how: 'wall-limit' }), false);
  assert.equal(endedWell('client', { how: 'not-run' }), false);
});

test('a command that cannot be started is told why', () => {
  const file = { path: 'bin/client', size: 1, executable: false, digest: '' };
  const why = (command: string, reason: string) =>
    whyNotStarted('client', [command], reason, languageById('python')!, [file]);
  assert.match(why('node', 'ENOENT'), /client's command node .*no such command in the image of Python \(--language/);
  assert.match(why('./client', 'ENOENT'), /no such file in the folder/);
  assert.match(why('./bin/client', 'ENOENT'), /what it needs to be run is not in the image of Python/);
  assert.match(why('./bin/client', 'EACCES'), /chmod \+x \.\/bin\/client/);
  assert.match(why('bin/client', 'ENOEXEC'), /no program for this machine/);
  assert.match(why('bin/client', 'E2BIG'), /E2BIG$/);
});
