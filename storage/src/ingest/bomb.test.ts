import assert from 'node:assert/strict';
import { test } from 'node:test';
import { constants, crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { blocksOf, pax } from '../../test/tar-writer.ts';
import { refused } from '../../test/uploads.ts';
import { type ZipEntry, zipOf } from '../../test/zip-writer.ts';
import type { RefusalCode } from './refused.ts';

/** One gzip member of `block` over and over, flushed after each so that one compressed block serves for all. */
function repeated(block: Buffer, times: number): Buffer {
  const header = gzipSync('').subarray(0, 10);
  const packed = deflateRawSync(block, { finishFlush: constants.Z_FULL_FLUSH });
  return Buffer.concat([header, ...Array<Buffer>(times).fill(packed)]);
}

/** Refused within a second of this process's time, however busy the machine is, and without more than 64 MiB of memory at any time. */
async function defused(bomb: Buffer, code: RefusalCode) {
  const before = process.resourceUsage().maxRSS;
  const start = process.cpuUsage();
  const error = await refused(bomb, code);
  const { user, system } = process.cpuUsage(start);
  assert.ok(user + system < 1e6, `${(user + system) / 1000} ms`);
  const grown = (process.resourceUsage().maxRSS - before) / 1024;
  assert.ok(grown < 64, `${grown} MiB`);
  return error;
}

const mebibyte = Buffer.alloc(1024 * 1024);
const tenGibibytes = 10 * 1024;

test('tar.gz: 10 GiB of zeros that say so are refused by size at their header', async () => {
  const file = blocksOf({ name: 'zeros', content: mebibyte, size: 0o77777777777 });
  const error = await defused(Buffer.concat([repeated(file, 1), repeated(mebibyte, tenGibibytes)]), 'total-size');
  assert.equal(error.entry, 'zeros');
});

test('tar.gz: 10 GiB in files of 1 MiB are refused by ratio, and the entry is named', async () => {
  const folder = repeated(blocksOf({ name: 'zeros', content: mebibyte }), tenGibibytes);
  // The same name again would be refused first.
  assert.equal((await defused(folder, 'entry-duplicate')).entry, 'zeros');
  const hidden = await defused(repeated(blocksOf({ name: '.git/zeros', content: mebibyte }), tenGibibytes), 'ratio');
  assert.deepEqual([hidden.entry, hidden.limit], ['.git/zeros', 100]);
});

test('tar.gz: nothing but padding, long headers, or folders', async () => {
  await defused(repeated(mebibyte, tenGibibytes), 'ratio');
  await defused(repeated(blocksOf(pax({ comment: 'x'.repeat(1e6) })), 2000), 'ratio');
  const headers = Buffer.concat(Array<Buffer>(2000).fill(blocksOf({ name: 'a/', type: '5' })));
  await defused(repeated(headers, 100), 'ratio');
});

test('zip: 10 GiB that say so, that say less, and entries that share their bytes', async () => {
  const large = Buffer.alloc(16 * 1024 * 1024);
  const honest = Array.from({ length: 100 }, (_, index) => ({ name: `f${index}`, content: mebibyte }));
  await defused(zipOf(honest), 'ratio');
  await defused(zipOf([{ name: 'a', content: large, size: 0xfffffffe }]), 'ratio');
  await defused(zipOf([{ name: 'a', content: large, size: 1000, sum: crc32(large) }]), 'archive-damaged');
  const kernel: ZipEntry = { name: 'kernel', content: mebibyte };
  const shared = Array.from({ length: 1000 }, (_, index) => ({ ...kernel, name: `f${index}`, at: 0 }));
  const error = await defused(zipOf([kernel, ...shared]), 'ratio');
  assert.equal(error.limit, 100);
});
