import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { buildCache, buildKey, pruneCache } from './build-cache.ts';

let root: string;
before(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'gradewire-cache-'));
});
after(() => rm(root, { recursive: true }));

const results = [{ program: 'c/client', outcome: 'built', command: 'gcc', log: '' }] as const;
const text = async (tree: AsyncIterable<Uint8Array>) => Buffer.concat(await Array.fromAsync(tree)).toString();

test('a key is one for the same parts in the same order, and another for any others', () => {
  assert.equal(buildKey(['a', 'b']), buildKey(['a', 'b']));
  assert.equal(new Set([['a', 'b'], ['b', 'a'], ['ab'], ['a', 'b', ''], ['a","b'], []].map(buildKey)).size, 6);
});

test('a build is found again with its tree, by whoever shares the folder', async () => {
  const folder = path.join(root, 'shared', 'deep');
  const cache = buildCache(folder);
  assert.equal(await cache.read('k'), undefined);
  const file = await cache.newFile();
  await writeFile(file, 'archive');
  const written = await cache.write('k', results, { file, mebibytes: 3 });
  assert.equal(await text(written.tree!()), 'archive');
  const found = await buildCache(folder).read('k');
  assert.deepEqual([found!.results, found!.treeMiB], [results, 3]);
  assert.equal(await text(found!.tree!()), 'archive');
  assert.equal(await text(found!.tree!()), 'archive', 'as often as it is asked for');
  assert.deepEqual((await readdir(folder)).sort(), ['k.json', 'k.tar'], 'nothing in the making is left');
});

test('a build without a tree runs from its source', async () => {
  const cache = buildCache(path.join(root, 'without'));
  await cache.write('k', results);
  assert.deepEqual(await cache.read('k'), { results, tree: undefined, treeMiB: undefined });
});

test('an entry whose tree is gone is no entry', async () => {
  const cache = buildCache(path.join(root, 'gone'));
  const file = await cache.newFile();
  await writeFile(file, 'archive');
  await cache.write('k', results, { file, mebibytes: 3 });
  await rm(path.join(cache.folder, 'k.tar'));
  assert.equal(await cache.read('k'), undefined);
});

test('pruning keeps what was used last, whole, and within its limit', async () => {
  const cache = buildCache(path.join(root, 'full'));
  for (let i = 0; i < 5; i++) {
    const file = await cache.newFile();
    await writeFile(file, Buffer.alloc(1000));
    await cache.write(`k${i}`, results, { file, mebibytes: 1 });
    await utimes(path.join(cache.folder, `k${i}.json`), i, i);
  }
  await cache.read('k0');
  await pruneCache(cache.folder, 2500);
  assert.deepEqual((await readdir(cache.folder)).sort(), ['k0.json', 'k0.tar', 'k4.json', 'k4.tar']);
  await pruneCache(path.join(root, 'not there'));
});
