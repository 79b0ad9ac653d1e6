import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InfrastructureFault } from '@gradewire/core';
import { type BlobStore, blobStore } from './blob-store.ts';
import { deleteOlder, markPrefix, putToStay } from './deletion.ts';
import { digestKey, digestOfKey } from './keys.ts';
import { age, folder, hourMs, keys, parts, s3Settings, text } from './store-ground.ts';
import { sweep } from './sweep.ts';

for (const [name, store] of Object.entries({ folder, s3: await blobStore(s3Settings) })) {
  test(`${name}: a sweep deletes what is old and not to be kept`, async () => {
    for (const key of ['e/new', 'e/old', 'e/older', 'e/kept', 'f/other']) await store.put(key, parts('12345'));
    for (const key of ['e/old', 'e/kept', 'f/other']) await age(name, key, 3);
    await age(name, 'e/older', 5);
    const asked: string[] = [];
    const kept = async (candidates: readonly string[]) => {
      asked.push(...candidates);
      return new Set(['e/kept']);
    };
    const putSince = new Date(Date.now() - 4 * hourMs);
    const swept = await sweep(store, { prefix: 'e/', olderThanMs: 2 * hourMs, putSince, kept });
    assert.deepEqual(swept, { deleted: 1, bytes: 5 });
    assert.deepEqual(asked.sort(), ['e/kept', 'e/old']);
    assert.deepEqual(await keys(store, 'e/'), ['e/kept', 'e/new', 'e/older']);
    assert.equal(await store.exists('f/other'), true);
    assert.deepEqual(await keys(store, markPrefix), []);
  });

  test(`${name}: a blob put again while a sweep is under way stays`, async () => {
    await store.put('h/one', parts('x'));
    await age(name, 'h/one', 3);
    const listing: BlobStore = {
      ...store,
      async *list(prefix) {
        for await (const info of store.list(prefix)) {
          await store.put(info.key, parts('x'));
          yield info;
        }
      },
    };
    const none = { olderThanMs: hourMs, kept: async () => new Set<string>() };
    assert.deepEqual(await sweep(listing, { prefix: 'h/', ...none }), { deleted: 0, bytes: 0 });
    assert.equal(await text(store, 'h/one'), 'x');
  });

  test(`${name}: a blob put to stay just before it is deleted is put again, and is there when the put returns`, async () => {
    const key = 'i/one';
    await store.put(key, parts('x'));
    await age(name, key, 3);
    const { promise: isPut, resolve: tellPut } = Promise.withResolvers<void>();
    let puts = 0;
    const putting: BlobStore = {
      ...store,
      async put(...of) {
        await store.put(...of);
        puts++;
        tellPut();
      },
    };
    let stays: Promise<void> | undefined;
    const deleting: BlobStore = {
      ...store,
      async delete(what) {
        // Between the last look at the old blob and its deletion.
        if (what === key) {
          stays = putToStay(putting, key, () => parts('x'));
          await isPut;
        }
        await store.delete(what);
      },
    };
    assert.equal(await deleteOlder(deleting, key, hourMs), 1);
    await stays;
    assert.ok(puts > 1, `${puts}`);
    assert.equal(await text(store, key), 'x');
  });

  test(`${name}: what a sweep left that died in the middle holds nobody up, and goes`, async () => {
    await store.put('j/one', parts('x'));
    await age(name, 'j/one', 3);
    const dying: BlobStore = {
      ...store,
      async delete() {
        throw new InfrastructureFault('killed');
      },
    };
    await assert.rejects(deleteOlder(dying, 'j/one', hourMs), InfrastructureFault);
    const [mark] = await keys(store, markPrefix);
    await age(name, mark!, 2);
    let puts = 0;
    await putToStay(store, 'j/one', () => {
      puts++;
      return parts('x');
    });
    assert.equal(puts, 1);
    await sweep(store, { prefix: markPrefix, olderThanMs: hourMs, kept: async () => new Set() });
    assert.deepEqual(await keys(store, markPrefix), []);
    assert.equal(await text(store, 'j/one'), 'x');
  });
}

test('folder: a clock of ours that is days ahead deletes nothing', async (t) => {
  await folder.put('k/one', parts('x'));
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 72 * hourMs });
  let asked = 0;
  const kept = async (candidates: readonly string[]) => {
    asked += candidates.length;
    return new Set<string>();
  };
  assert.deepEqual(await sweep(folder, { prefix: 'k/', olderThanMs: 48 * hourMs, kept }), { deleted: 0, bytes: 0 });
  assert.equal(asked, 1);
  assert.ok(await folder.exists('k/one'));
});

test('a sweep asks for no more than some thousands at a time', async () => {
  const all = Array.from({ length: 12_000 }, (_, at) => `l/${at}`);
  const many: BlobStore = {
    ...folder,
    async *list() {
      for (const key of all) yield { key, size: 1, modified: new Date(0) };
    },
  };
  const asked: string[][] = [];
  const kept = async (candidates: readonly string[]) => {
    asked.push([...candidates]);
    return new Set(candidates);
  };
  assert.deepEqual(await sweep(many, { prefix: 'l/', olderThanMs: hourMs, kept }), { deleted: 0, bytes: 0 });
  assert.deepEqual(
    asked.map(({ length }) => length),
    [5000, 5000, 2000],
  );
  assert.deepEqual(asked.flat(), all);
});

test('a tree’s key tells its digest, and no other key does', () => {
  const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
  assert.equal(digestOfKey('trees/', digestKey('trees/', digest)), digest);
  for (const key of ['trees/none', 'runs/sha256/01/23', `trees/sha256/01/${'2'.repeat(61)}`, 'trees/']) {
    assert.equal(digestOfKey('trees/', key), undefined, key);
  }
});
