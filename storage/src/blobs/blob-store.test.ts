import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { after, test } from 'node:test';
import { InfrastructureFault } from '@gradewire/core';
import { blobStore } from './blob-store.ts';
import { s3Store } from './s3-store.ts';
import { blobStoreSettings } from './settings.ts';
import { folder, home, keys, parts, root, s3Settings, text } from './store-ground.ts';

for (const [name, store] of Object.entries({ folder, s3: await blobStore(s3Settings) })) {
  test(`${name}: what is put can be read, listed, looked at and deleted`, async () => {
    await store.put('a/sha256/00/one', parts('hello ', 'world'));
    await store.put('a/empty', parts());
    await store.put('b/two', parts('2'));
    assert.equal(await text(store, 'a/sha256/00/one'), 'hello world');
    assert.equal(await text(store, 'a/empty'), '');
    assert.deepEqual(await keys(store, 'a/'), ['a/empty', 'a/sha256/00/one']);
    assert.deepEqual(await keys(store, 'a/sha'), ['a/sha256/00/one']);
    assert.deepEqual(await keys(store, ''), ['a/empty', 'a/sha256/00/one', 'b/two']);
    assert.deepEqual(await keys(store, 'c/'), []);
    const info = (await store.stat('a/sha256/00/one'))!;
    assert.equal(info.size, 11);
    assert.ok(Math.abs(Date.now() - info.modified.getTime()) < 60_000);
    await store.delete('b/two');
    await store.delete('b/two');
    assert.equal(await store.exists('b/two'), false);
    assert.equal(await store.exists('a/empty'), true);
    assert.ok((await store.freeSpace()) > 0);
  });

  test(`${name}: what is not there is undefined`, async () => {
    assert.equal(await store.get('none/such'), undefined);
    assert.equal(await store.stat('none/such'), undefined);
    assert.equal(await store.stat('a/sha256'), undefined);
    assert.equal(await store.exists('a/empty/below'), false);
  });

  test(`${name}: of a put whose content fails nothing stays, and what was there does`, async () => {
    await store.put('c/kept', parts('before'));
    for (const key of ['c/kept', 'c/new']) {
      const error = new Error('cut');
      await assert.rejects(store.put(key, parts('x'.repeat(9e6), error)), (thrown) => thrown === error);
    }
    assert.equal(await text(store, 'c/kept'), 'before');
    assert.deepEqual(await keys(store, 'c/'), ['c/kept']);
  });

  test(`${name}: many megabytes, and twenty at once under one key`, async () => {
    const large = Array.from({ length: 20 }, (_, index) => String(index % 10).repeat(1e6));
    await store.put('d/large', parts(...large));
    assert.equal((await store.stat('d/large'))!.size, 20e6);
    assert.equal(await text(store, 'd/large'), large.join(''));
    await Promise.all(Array.from({ length: 20 }, () => store.put('d/same', parts('same'))));
    assert.equal(await text(store, 'd/same'), 'same');
    assert.deepEqual(await keys(store, 'd/'), ['d/large', 'd/same']);
  });

  test(`${name}: a key that could lead anywhere else is a mistake`, async () => {
    const long = 'x'.repeat(201);
    for (const key of ['', '/a', 'a/', '../a', 'a/../b', 'a//b', '.incoming/a', 'A', 'a b', 'a\\b', 'a\0', 'ü', long]) {
      await assert.rejects(store.put(key, parts('x')), RangeError, key);
      await assert.rejects(store.get(key), RangeError, key);
      await assert.rejects(store.delete(key), RangeError, key);
    }
  });
}

test('s3: objects under another prefix are somebody else’s', async () => {
  await s3Store({ ...s3Settings, prefix: 'other/' }).put('g/theirs', parts('x'));
  const store = s3Store(s3Settings);
  assert.deepEqual(await keys(store, 'g/'), []);
  assert.equal(await store.exists('g/theirs'), false);
});

test('s3: a listing is read page by page', async () => {
  // The server above cannot make continuation tokens: it wants DES for them, which OpenSSL has no more.
  const asked: (string | null)[] = [];
  const paging = createHttpServer(({ url }, response) => {
    const token = new URL(url!, 'http://localhost').searchParams.get('continuation-token');
    asked.push(token);
    const more = token === null ? '<NextContinuationToken>t+/=</NextContinuationToken>' : '';
    const object = `<Contents><Key>team/p/${asked.length}</Key><Size>5</Size></Contents>`;
    response.end(`<ListBucketResult><IsTruncated>${more !== ''}</IsTruncated>${more}${object}</ListBucketResult>`);
  }).listen(0, '127.0.0.1');
  after(() => paging.close());
  await once(paging, 'listening');
  const { port } = paging.address() as AddressInfo;
  const store = s3Store({ ...s3Settings, endpoint: `http://127.0.0.1:${port}` });
  assert.deepEqual(await keys(store, 'p/'), ['p/1', 'p/2']);
  assert.deepEqual(asked, [null, 't+/=']);
});

test('s3: a bucket or a server that is not there is a fault of ours', async () => {
  const closed = createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port } = closed.address() as AddressInfo;
  await new Promise((done) => closed.close(done));
  const nowhere = [
    { ...s3Settings, endpoint: `http://127.0.0.1:${port}` },
    { ...s3Settings, bucket: 'no-such-bucket' },
  ];
  for (const settings of nowhere) {
    const store = s3Store(settings);
    await assert.rejects(store.put('a', parts('x')), InfrastructureFault);
    await assert.rejects(store.get('a'), InfrastructureFault);
    await assert.rejects(keys(store, ''), InfrastructureFault);
  }
});

test('folder: nothing is left in the folder of what is being written, but for what others write now', async () => {
  assert.deepEqual(await readdir(path.join(root, '.incoming')), []);
  for (const [name, time] of [
    ['abandoned', 0],
    ['current', Date.now()],
  ] as const) {
    const place = path.join(root, '.incoming', name);
    await writeFile(place, 'x');
    await utimes(place, new Date(time), new Date(time));
  }
  const again = await blobStore(blobStoreSettings.parse({ kind: 'folder', folder: root }));
  assert.deepEqual(await readdir(path.join(root, '.incoming')), ['current']);
  assert.deepEqual(await keys(again, '.incoming'), []);
});

test('folder: a disk that fails is a fault of ours', async () => {
  await writeFile(path.join(home, 'file'), '');
  await assert.rejects(blobStore({ kind: 'folder', folder: path.join(home, 'file') }), InfrastructureFault);
  const broken = await blobStore({ kind: 'folder', folder: path.join(home, 'broken') });
  await rm(path.join(home, 'broken'), { recursive: true });
  await assert.rejects(broken.put('a', parts('x')), InfrastructureFault);
  await assert.rejects(broken.freeSpace(), InfrastructureFault);
});

test('without settings the blobs lie in .gradewire/blobs', () => {
  assert.deepEqual(blobStoreSettings.parse(undefined), { kind: 'folder', folder: '.gradewire/blobs' });
});

test('a folder that takes nothing is a fault at once, which names it', { timeout: 20_000 }, async () => {
  for (const place of ['/proc', '/proc/x', '/proc/x/y', path.join(import.meta.filename, 'x')]) {
    const opening = blobStore({ kind: 'folder', folder: place });
    await assert.rejects(
      opening,
      (error) =>
        error instanceof InfrastructureFault &&
        error.message.startsWith(`the blob store ${place} could not be opened: `),
    );
  }
});
