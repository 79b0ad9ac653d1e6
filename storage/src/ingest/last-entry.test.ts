import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { pax, tarGzOf, tarOf } from '../../test/tar-writer.ts';
import { refused } from '../../test/uploads.ts';
import { zipOf } from '../../test/zip-writer.ts';

const file = (name: string | Buffer, content = 'x') => ({ name, content });

test('tar: a cut or damaged archive is refused with the last entry that was read', async () => {
  const entries = [file('a', 'x'), file('src/größe.py', 'y'.repeat(3000)), file('c')];
  const plain = tarOf(entries);
  // Headers at 0, 1024 and 1024 + 512 + 3072.
  for (const [length, entry] of [
    [700, 'a'],
    [1300, 'a'],
    [1536, 'src/größe.py'],
    [3000, 'src/größe.py'],
    [4700, 'src/größe.py'],
    [5120, 'c'],
  ] as const) {
    const inGzip = await refused(gzipSync(plain.subarray(0, length)), 'upload-cut');
    assert.equal(inGzip.entry, entry, `${length}`);
    assert.match(inGzip.message, new RegExp(`the last entry read is ${entry}\\)`));
  }
  const cut = await refused(tarGzOf(entries).subarray(0, -9), 'upload-cut');
  assert.ok(['a', 'src/größe.py', 'c'].includes(cut.entry!), cut.message);
  plain[4608] = 0x41;
  const damaged = await refused(gzipSync(plain), 'archive-damaged');
  assert.equal(damaged.entry, 'src/größe.py');
  assert.match(damaged.message, /^the archive is damaged: .+ \(the last entry read is src\/größe\.py\)$/);
  // Before the first entry there is none to name.
  assert.equal((await refused(gzipSync(plain.subarray(0, 300)), 'upload-cut')).entry, undefined);
});

test('tar: headers and padding without an end are refused with the last entry that was read', async () => {
  const noise = randomBytes(400_000)
    .toString('latin1')
    .replaceAll(/[\0\n]/g, '.');
  const headers = [file('first'), pax({ comment: noise }), file('second')];
  const error = await refused(tarGzOf(headers), 'total-size', { limits: { totalBytes: 1000, entries: 2 } });
  assert.deepEqual([error.entry, error.limit], ['first', 1000]);
  assert.match(error.message, /with its headers \(the last entry read is first\)$/);
});

test('zip: damage in the list is refused with the last entry that was read', async () => {
  const whole = zipOf([file('a'), file('b')]);
  const second = whole.lastIndexOf('PK\x01\x02');
  whole[second + 3] = 0xff;
  const error = await refused(whole, 'archive-damaged');
  assert.equal(error.entry, 'a');
  assert.match(error.message, /\(the last entry read is a\)$/);
});
