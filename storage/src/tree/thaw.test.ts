import assert from 'node:assert/strict';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { InfrastructureFault } from '@gradewire/core';
import { type TarEntry, tarGzOf, tarOf } from '../../test/tar-writer.ts';
import { taken, temporaryFolder } from '../../test/uploads.ts';
import { treeKey } from './frozen-tree.ts';
import { thaw } from './thaw.ts';

const home = await temporaryFolder();
const entries = [
  { name: 'run', content: '#!/bin/sh\n', mode: 0o755 },
  { name: `deep/${'x'.repeat(150)}/größe`, content: 'y'.repeat(3e6) },
  { name: 'empty', content: '' },
];

test('a tree comes back as it was frozen', async () => {
  const { store, tree } = await taken(tarGzOf(entries));
  const folder = path.join(home, 'tree');
  assert.deepEqual(await thaw(store, tree.digest, folder), tree.files);
  for (const { name, content, mode } of entries) {
    assert.equal(await readFile(path.join(folder, name), 'utf8'), content);
    assert.equal((await stat(path.join(folder, name))).mode & 0o777, mode ?? 0o644);
  }
});

test('only into an empty folder', async () => {
  const { store, tree } = await taken(tarGzOf(entries));
  const folder = await temporaryFolder();
  await writeFile(path.join(folder, 'run'), 'other');
  await assert.rejects(thaw(store, tree.digest, folder), InfrastructureFault);
  assert.equal(await readFile(path.join(folder, 'run'), 'utf8'), 'other');
});

test('a blob that is gone, cut, or another is a fault, and nothing is written outside', async () => {
  const { store, tree } = await taken(tarGzOf(entries));
  const key = treeKey(tree.digest);
  const whole = store.blobs.get(key)!;
  const outside = (entry: TarEntry) => tarOf([entry]);
  const bad = [
    undefined,
    Buffer.alloc(0),
    whole.subarray(0, 2_000_000),
    tarOf(entries.slice(1)),
    outside({ name: '../outside', content: 'x' }),
    outside({ name: 'link', type: '2', link: '/etc' }),
    outside({ name: '/tmp/gradewire-outside', content: 'x' }),
  ];
  for (const [index, blob] of bad.entries()) {
    if (blob === undefined) store.blobs.delete(key);
    else store.blobs.set(key, blob);
    await assert.rejects(thaw(store, tree.digest, path.join(home, 'bad', String(index))), InfrastructureFault);
  }
  const names = await readdir(path.join(home, 'bad'));
  assert.ok(
    names.every((name) => /^\d$/.test(name)),
    String(names),
  );
});
