import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { isNamed } from '@gradewire/core';
import { persist } from './persist.ts';
import { privateFolder, sweepPrivateFolders } from './private-folder.ts';
import { storable } from './storable.ts';

test('what is stored holds no NUL and no half of a surrogate pair, at any depth', () => {
  const cleaned = storable({ a: ['x\0y', { '\0b': '\ud800' }], n: 1.5, none: null, good: 'é😀' });
  assert.deepEqual(cleaned, { a: ['x\u2400y', { '\u2400b': '\ufffd' }], n: 1.5, none: null, good: 'é😀' });
});

test('a hidden name means the case, and all below it', () => {
  assert.equal(isNamed('usage/c', ['usage']), true);
  assert.equal(isNamed('usage', ['usage']), true);
  assert.equal(isNamed('usages/c', ['usage']), false);
});

test('what fails because the database is away is tried again; what is wrong in itself is not', async () => {
  let calls = 0;
  const away = async () => {
    if (++calls < 3) throw Object.assign(new Error('away'), { code: '57P01' });
    return 'done';
  };
  const told: unknown[] = [];
  assert.equal(await persist(600_000, away, (error) => told.push(error)), 'done');
  assert.equal(told.length, 2);
  for (const code of ['23514', '42501']) {
    calls = 0;
    const wrong = async () => {
      calls++;
      throw Object.assign(new Error('for what it says'), { code });
    };
    await assert.rejects(
      persist(10_000, wrong, () => {}),
      /for what it says/,
    );
    assert.equal(calls, 1);
  }
  await assert.rejects(
    persist(
      1,
      async () => Promise.reject(new Error('for good')),
      () => {},
    ),
    /for good/,
  );
});

test('private folders are closed to others; those of dead workers are swept, those of living ones are not', async (t) => {
  const parent = await mkdtemp(path.join(tmpdir(), 'gradewire-sweep-'));
  t.after(() => rm(parent, { recursive: true }));
  let own = '';
  {
    await using folder = await privateFolder();
    own = folder.path;
    assert.equal((await stat(own)).mode & 0o777, 0o700);
    const names = [path.basename(own), 'gradewire-run-99999999-1-abcdef', 'gradewire-run-notes', 'other'];
    for (const name of names) await mkdir(path.join(parent, name));
    await sweepPrivateFolders(parent);
    assert.deepEqual(
      names.map((name) => existsSync(path.join(parent, name))),
      [true, false, true, true],
    );
  }
  assert.equal(existsSync(own), false);
});
