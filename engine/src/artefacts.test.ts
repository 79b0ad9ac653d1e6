import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { artefactsIn, fileName } from './artefacts.ts';

test('file names keep to harmless characters and stay apart', () => {
  const id = fc.array(
    fc.string({ unit: 'grapheme', minLength: 1 }).filter((part) => !part.includes('/')),
    { minLength: 1, maxLength: 4 },
  );
  assert.notEqual(fileName('a--b'), fileName('a/b'));
  assert.notEqual(fileName(`${'x'.repeat(300)}a`), fileName(`${'x'.repeat(300)}b`));
  fc.assert(
    fc.property(id, id, (one, other) => {
      const [a, b] = [one.join('/'), other.join('/')];
      assert.match(fileName(a), /^[A-Za-z0-9._%+-]{1,220}$/);
      assert.equal(fileName(a) === fileName(b), a === b);
    }),
  );
});

test('a case has one capture with all its trials, and nothing of an earlier run', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'gradewire-artefacts-'));
  try {
    await artefactsIn(folder).keepCapture('pair/a/b', Buffer.from('earlier'));
    const artefacts = artefactsIn(folder);
    assert.equal(await artefacts.keepCapture('pair/a/b', Buffer.from('one ')), 'pair+a+b.pcapng');
    await artefacts.keepCapture('pair/a/b', Buffer.from('two'));
    assert.equal(await readFile(path.join(folder, 'pair+a+b.pcapng'), 'utf8'), 'one two');
    assert.equal(await artefacts.keepCapture('static/a', Buffer.alloc(0)), undefined);
  } finally {
    await rm(folder, { recursive: true });
  }
});
