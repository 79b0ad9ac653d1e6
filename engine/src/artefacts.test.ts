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

test('each trial of a case has a capture of its own, and nothing of an earlier run', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'gradewire-artefacts-'));
  try {
    const first = { caseId: 'loss/10', trial: null, isStudents: true };
    await artefactsIn(folder).keepCapture(first, Buffer.from('earlier'));
    const { keepCapture } = artefactsIn(folder);
    assert.equal(await keepCapture(first, Buffer.from('one')), 'loss+10.pcapng');
    const reference = { caseId: 'loss/10', trial: 'reference', isStudents: false };
    assert.equal(await keepCapture(reference, Buffer.from('two')), 'loss+10+reference.pcapng');
    assert.equal(await readFile(path.join(folder, 'loss+10.pcapng'), 'utf8'), 'one');
    assert.equal(await readFile(path.join(folder, 'loss+10+reference.pcapng'), 'utf8'), 'two');
    assert.equal(await keepCapture(first, Buffer.alloc(0)), undefined);
  } finally {
    await rm(folder, { recursive: true });
  }
});
