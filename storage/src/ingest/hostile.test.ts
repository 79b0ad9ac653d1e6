import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { pax, type TarEntry, tarGzOf, tarOf } from '../../test/tar-writer.ts';
import { taken } from '../../test/uploads.ts';
import { type ZipEntry, zipOf } from '../../test/zip-writer.ts';
import { IngestRefused } from './refused.ts';

const segment = fc.constantFrom(
  'a',
  'b',
  'A',
  '.git',
  '..',
  '.',
  '',
  'ü',
  'u\u0308',
  '\0',
  '\n',
  'c\\d',
  'x'.repeat(256),
);
const name = fc.oneof(
  { weight: 3, arbitrary: fc.array(segment, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)) },
);
const size = fc.option(fc.constantFrom(0, 1, 511, 513, 2 ** 31, 2 ** 32 - 2), { nil: undefined, freq: 6 });
const content = fc.oneof(fc.constantFrom('', 'x', '#!'), fc.string({ maxLength: 600 }));
const defined = (entry: object) => Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined));

const tarEntry = fc
  .oneof(
    { weight: 5, arbitrary: fc.record({ name, content, size, type: fc.constant('0'), mode: fc.nat(0o7777) }) },
    { weight: 2, arbitrary: fc.record({ name, content, size, type: fc.string({ minLength: 1, maxLength: 1 }) }) },
    { weight: 1, arbitrary: fc.dictionary(fc.constantFrom('path', 'size', 'x'), fc.string()).map((map) => pax(map)) },
    {
      weight: 1,
      arbitrary: fc.record({ name, link: fc.constantFrom('/etc/passwd', '..'), type: fc.constantFrom('1', '2') }),
    },
  )
  .map((entry) => defined(entry) as unknown as TarEntry);

const zipEntry = fc
  .record({
    name,
    content,
    size,
    mode: fc.option(fc.constantFrom(0o100644, 0o100755, 0o120777, 0o040755, 0o020000), { nil: undefined }),
    method: fc.constantFrom<0 | 8 | 12>(0, 8, 8, 8, 12),
    flags: fc.constantFrom(0x800, 0, 1, 8, 0x40),
    at: fc.option(fc.constantFrom(0, 10, 0xffffffff), { nil: undefined, freq: 6 }),
    extra: fc.oneof(fc.constant(new Uint8Array()), fc.uint8Array({ maxLength: 30 })).map((bytes) => Buffer.from(bytes)),
  })
  .map((entry) => defined(entry) as unknown as ZipEntry);

/** Taken with plain paths only, or refused with IngestRefused: nothing else may come of an upload. */
async function survives(archive: Uint8Array): Promise<'taken' | string> {
  try {
    const { tree, store } = await taken(archive);
    for (const { path } of tree.files) {
      assert.ok(!/[\0\n\\]/.test(path) && path.normalize() === path, path);
      assert.ok(
        path.split('/').every((part) => !['', '.', '..'].includes(part)),
        path,
      );
    }
    assert.equal(store.blobs.size, 1);
    return 'taken';
  } catch (error) {
    if (error instanceof IngestRefused) return error.code;
    throw error;
  }
}

test('any sequence of tar entries is taken or refused', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(tarEntry, { maxLength: 6 }), async (entries) => {
      await survives(tarGzOf(entries));
    }),
    { numRuns: 1500, seed: 1 },
  );
});

test('any sequence of zip entries is taken or refused', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(zipEntry, { maxLength: 6 }), async (entries) => {
      await survives(zipOf(entries));
    }),
    { numRuns: 1500, seed: 2 },
  );
});

/** Mulberry32: small, and the same everywhere. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** From `from` on, one to three of: a byte changed, extreme bytes written, a part taken out, doubled, or moved, the end cut off. */
function mutated(bytes: Buffer, random: (below: number) => number, from = 0): Buffer {
  let result = Buffer.from(bytes.subarray(from));
  for (let times = 1 + random(3); times > 0 && result.length > 0; times--) {
    const at = random(result.length);
    const length = 1 + random(Math.min(64, result.length - at));
    const part = result.subarray(at, at + length);
    const rest = Buffer.concat([result.subarray(0, at), result.subarray(at + length)]);
    const to = random(rest.length + 1);
    const changes = [
      () => result.writeUInt8(random(256), at),
      () => result.fill([0, 0xff, 0x7f, 0x80][random(4)]!, at, at + Math.min(length, 8)),
      () => rest,
      () => Buffer.concat([result.subarray(0, at), part, result.subarray(at)]),
      () => Buffer.concat([rest.subarray(0, to), part, rest.subarray(to)]),
      () => result.subarray(0, at),
    ];
    const changed = changes[random(changes.length)]!();
    if (typeof changed !== 'number') result = Buffer.from(changed);
  }
  return Buffer.concat([bytes.subarray(0, from), result]);
}

/** Headers get the checksum that they should have, so that what else is wrong with them is met. */
function resummed(tar: Buffer): Buffer {
  for (let at = 0; at + 512 <= tar.length; at += 512) {
    if (tar.toString('latin1', at + 257, at + 262) !== 'ustar') continue;
    tar.write('        ', at + 148);
    const sum = tar.subarray(at, at + 512).reduce((total, byte) => total + byte, 0);
    tar.write(`${sum.toString(8).padStart(6, '0')}\0 `, at + 148);
  }
  return tar;
}

test('10,000 mutated archives are taken or refused', { timeout: 300_000 }, async () => {
  const entries = [
    { name: 'a/', type: '5' },
    { name: 'a/run.sh', content: '#!/bin/sh\necho\n', mode: 0o100755 },
    { name: 'größe', content: 'x'.repeat(700) },
    { name: `${'d/'.repeat(60)}f`.slice(60), content: '' },
  ];
  const zip64 = Buffer.concat([Buffer.from([1, 0, 8, 0]), Buffer.alloc(8)]);
  const bases = {
    tar: tarOf([pax({ comment: 'c' }, 'g'), pax({ path: 'long' }), ...entries]),
    gzip: tarGzOf(entries),
    zip: zipOf(entries),
    zip64: withZip64End(zipOf([...entries, { name: 'z', content: 'z', extra: zip64 }])),
  };
  const seen = new Map<string, number>();
  for (let seed = 0; seed < 10_000; seed++) {
    const random = randomOf(seed);
    const [kind, base] = Object.entries(bases)[seed % 4]!;
    // A tar is damaged before it is packed: gzip's checksum would hide all of it.
    const list = kind.startsWith('zip') && random(2) === 0 ? base.indexOf('PK\x01\x02') : 0;
    const raw = mutated(base, random, list);
    const archive = kind === 'tar' ? gzipSync(random(4) === 0 ? raw : resummed(raw), { level: 1 }) : raw;
    const outcome = await survives(archive).catch((error: Error) => {
      throw new Error(`seed ${seed} (${kind}): ${error.stack}`);
    });
    seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
  }
  // That the mutations reach the checks behind the formats' own.
  for (const outcome of ['taken', 'entry-name', 'entry-type', 'upload-cut', 'archive-damaged', 'ratio']) {
    assert.ok((seen.get(outcome) ?? 0) >= 5, `${outcome}: ${JSON.stringify([...seen])}`);
  }
});

/** Puts a ZIP64 end record and its locator in front of the end record. */
function withZip64End(zip: Buffer): Buffer {
  const end = zip.subarray(-22);
  const record = Buffer.alloc(56);
  record.write('PK\x06\x06');
  record.writeBigUInt64LE(44n, 4);
  record.writeBigUInt64LE(BigInt(end.readUInt16LE(10)), 24);
  record.writeBigUInt64LE(BigInt(end.readUInt16LE(10)), 32);
  record.writeBigUInt64LE(BigInt(end.readUInt32LE(12)), 40);
  record.writeBigUInt64LE(BigInt(end.readUInt32LE(16)), 48);
  const locator = Buffer.alloc(20);
  locator.write('PK\x06\x07');
  locator.writeBigUInt64LE(BigInt(zip.length - 22), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([zip.subarray(0, -22), record, locator, end]);
}
