import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InfrastructureFault, treeDigest } from '@gradewire/core';
import { tarGzOf } from '../../test/tar-writer.ts';
import { taken } from '../../test/uploads.ts';
import { treeKey } from './frozen-tree.ts';
import { readFrozen } from './read-frozen.ts';

const entries = [
  { name: 'run', content: '#!/bin/sh\n', mode: 0o755 },
  { name: 'src/größe.py', content: 'print("größe")\n' },
  { name: 'src/long.txt', content: 'y'.repeat(256 * 1024 + 1) },
  { name: 'src/binary', content: 'a\0b' },
];

test('a frozen tree is read as the same files in a folder would be, with the texts that are wanted', async () => {
  const { store, tree } = await taken(tarGzOf(entries));
  const read = await readFrozen(store, tree.digest, (path) => path.startsWith('src/'));
  assert.equal(treeDigest(read.files), tree.digest);
  const texts = read.files.map(({ path, text, executable }) => [path, text, executable]);
  assert.deepEqual(texts, [
    ['run', undefined, true],
    ['src/binary', undefined, false],
    ['src/größe.py', 'print("größe")\n', false],
    ['src/long.txt', undefined, false],
  ]);
});

test('a blob that is gone or cut is a fault', async () => {
  const { store, tree } = await taken(tarGzOf(entries));
  const key = treeKey(tree.digest);
  store.blobs.set(key, store.blobs.get(key)!.subarray(0, 1000));
  await assert.rejects(readFrozen(store, tree.digest), InfrastructureFault);
  store.blobs.delete(key);
  await assert.rejects(readFrozen(store, tree.digest), InfrastructureFault);
});
