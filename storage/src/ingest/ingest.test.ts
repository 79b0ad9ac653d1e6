import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { pax, type TarEntry, tarGzOf, tarOf } from '../../test/tar-writer.ts';
import { refused, taken } from '../../test/uploads.ts';
import { type ZipEntry, zipOf } from '../../test/zip-writer.ts';

/** Both formats say the same, so both are held to the same. */
const formats = {
  'tar.gz': (entries: readonly (TarEntry & ZipEntry)[]) => tarGzOf(entries),
  zip: (entries: readonly (TarEntry & ZipEntry)[]) => zipOf(entries),
};
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const file = (name: string | Buffer, content = 'x') => ({ name, content });
const folder = (name: string) => ({ name: `${name}/`, type: '5' });

for (const [format, archiveOf] of Object.entries(formats)) {
  test(`${format}: files in order of path, with size, mode and digest`, async () => {
    const { tree, store } = await taken(
      archiveOf([file('b/größe.py', 'print(1)'), { ...file('a.sh', '#!'), mode: 0o100711 }, folder('b')]),
    );
    assert.deepEqual(tree.files, [
      { path: 'a.sh', size: 2, mode: 0o755, sha256: sha256('#!') },
      { path: 'b/größe.py', size: 8, mode: 0o644, sha256: sha256('print(1)') },
    ]);
    assert.equal(tree.bytes, 10);
    assert.deepEqual(tree.notes, []);
    assert.deepEqual([...store.blobs.keys()], [`trees/sha256/${tree.digest.slice(7, 9)}/${tree.digest.slice(9)}`]);
  });

  test(`${format}: the order of the entries makes no difference to what is stored`, async () => {
    const entries = [file('a', '1'), file('B', '2'), file(`${'long/'.repeat(20)}ü`, '3'), file('big', 'y'.repeat(3e6))];
    const [one, two] = await Promise.all([taken(archiveOf(entries)), taken(archiveOf(entries.toReversed()))]);
    assert.deepEqual(one.tree, two.tree);
    assert.deepEqual([...one.store.blobs], [...two.store.blobs]);
  });

  test(`${format}: a name that is not a plain relative path is refused by name`, async () => {
    const bad: (string | Buffer)[] = [
      '/etc/passwd',
      '../a',
      'a/../b',
      'a//b',
      'a/./b',
      'a/..',
      'C:/a',
      'a\\b',
      '..\\a',
    ];
    bad.push('a\nb', 'a\x7fb', 'a\u2028b', 'a\u202eb', 'u\u0308', '\ufeffa', '..', '/', Buffer.from([0x61, 0xe9]));
    for (const name of bad) {
      const error = await refused(archiveOf([file('ok'), file(name)]), 'entry-name');
      assert.ok(error.entry, String(name));
    }
    const long = await refused(archiveOf([file('ü'.repeat(50) + 'x'.repeat(200))]), 'entry-name');
    assert.equal(long.limit, 255);
    const deep = await refused(archiveOf([file(`${'x'.repeat(200)}/`.repeat(6))]), 'entry-name');
    assert.equal(deep.limit, 1024);
    assert.ok(deep.entry!.length < 210);
  });

  test(`${format}: "./" in front is no part of a path`, async () => {
    const { tree } = await taken(archiveOf([folder('.'), file('./a'), file('./b/c')]));
    assert.deepEqual(
      tree.files.map(({ path }) => path),
      ['a', 'b/c'],
    );
  });

  test(`${format}: a name may come once`, async () => {
    assert.equal((await refused(archiveOf([file('a/b'), file('a/b')]), 'entry-duplicate')).entry, 'a/b');
    await refused(archiveOf([file('a'), file('a/b')]), 'entry-duplicate');
    await refused(archiveOf([file('a/b'), file('a')]), 'entry-duplicate');
    await refused(archiveOf([file('./a'), file('a')]), 'entry-duplicate');
    await taken(archiveOf([folder('a'), file('a/b'), folder('a')]));
  });

  test(`${format}: names that differ in case only are refused, both named, folders too`, async () => {
    const files = await refused(archiveOf([file('src/Main.c'), file('src/main.C')]), 'entry-case');
    assert.deepEqual([files.entry, files.other], ['src/main.C', 'src/Main.c']);
    const folders = await refused(archiveOf([file('Src/a'), file('src/b')]), 'entry-case');
    assert.deepEqual([folders.entry, folders.other], ['src', 'Src']);
    assert.match(folders.message, /src and Src/);
    await refused(archiveOf([file('straße'), file('STRASSE')]), 'entry-case');
  });

  test(`${format}: limits on entries, depth and size, each with its number`, async () => {
    const many = Array.from({ length: 12 }, (_, index) => file(`f${index}`));
    assert.equal((await refused(archiveOf(many), 'entry-count', { limits: { entries: 11 } })).limit, 11);
    await taken(archiveOf(many), { limits: { entries: 12 } });
    // Folders that only a path names count too, or few entries could take much memory.
    await refused(archiveOf([file('a/b/c/d/e')]), 'entry-count', { limits: { entries: 4 } });
    const deep = (folders: number) => archiveOf([file(`${'d/'.repeat(folders)}f`)]);
    await taken(deep(32));
    assert.equal((await refused(deep(33), 'entry-depth')).limit, 32);
    const large = archiveOf([file('a', 'x'.repeat(600)), file('b', 'y'.repeat(600))]);
    const error = await refused(large, 'total-size', { limits: { totalBytes: 1000 } });
    assert.deepEqual([error.entry, error.limit], ['b', 1000]);
    assert.equal((await refused(large, 'compressed-size', { limits: { compressedBytes: 40 } })).limit, 40);
  });

  test(`${format}: version control is left out, and a note says so`, async () => {
    const { tree } = await taken(
      archiveOf([file('.git/HEAD'), file('.git/a/B'), file('sub/.svn/x'), file('.gitignore')]),
    );
    assert.deepEqual(
      tree.files.map((one) => one.path),
      ['.gitignore'],
    );
    assert.deepEqual(tree.notes, [{ code: 'version-control', paths: ['.git', 'sub/.svn'] }]);
    await refused(archiveOf([file('.git/HEAD')]), 'archive-empty');
  });

  test(`${format}: submodules, other empty folders and LFS pointers are noted`, async () => {
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12345\n`;
    const modules = '[submodule "lib"]\n\tpath = vendor/lib\n\turl = https://example.org/lib.git\n';
    const { tree } = await taken(
      archiveOf([file('.gitmodules', modules), folder('vendor/lib'), folder('logs'), file('data.bin', pointer)]),
    );
    assert.deepEqual(tree.notes, [
      { code: 'lfs-pointer', paths: ['data.bin'] },
      { code: 'submodule', paths: ['vendor/lib'] },
      { code: 'empty-folder', paths: ['logs'] },
    ]);
  });

  test(`${format}: the top folder is stripped where asked for, and all must be in it`, async () => {
    const stripTop = true;
    const { tree } = await taken(archiveOf([folder('team-abc'), file('team-abc/src/a')]), { stripTop });
    assert.deepEqual(
      tree.files.map((one) => one.path),
      ['src/a'],
    );
    await refused(archiveOf([file('one/a'), file('two/b')]), 'top-folder', { stripTop });
    await refused(archiveOf([file('a')]), 'top-folder', { stripTop });
  });

  test(`${format}: an archive without a file`, async () => {
    await refused(archiveOf([]), 'archive-empty');
    await refused(archiveOf([folder('a')]), 'archive-empty');
  });

  test(`${format}: cut anywhere it is refused as cut`, async () => {
    const whole = archiveOf([file('a', 'x'.repeat(3000)), file('b/c', 'hello')]);
    for (let length = 0; length < whole.length; length += 7) await refused(whole.subarray(0, length), 'upload-cut');
    await refused(whole.subarray(0, -1), 'upload-cut');
  });
}

test('tar: links, devices, FIFOs, sparse files and what is unknown are refused with what they are', async () => {
  const types = {
    1: 'hard link',
    2: 'symbolic link',
    3: 'device',
    4: 'device',
    6: 'FIFO',
    7: 'type',
    S: 'type',
    V: 'type',
  };
  for (const [type, words] of Object.entries(types)) {
    const error = await refused(tarGzOf([file('ok'), { name: 'odd', type, link: '/etc/passwd' }]), 'entry-type');
    assert.equal(error.entry, 'odd');
    assert.match(error.message, new RegExp(words));
  }
  await refused(tarGzOf([pax({ 'GNU.sparse.major': '1' }), file('holes')]), 'entry-type');
});

test('zip: links and special files are refused, also as what their modes say', async () => {
  for (const mode of [0o120777, 0o010644, 0o020644, 0o060644, 0o140755]) {
    assert.equal((await refused(zipOf([{ ...file('odd', '/etc'), mode }]), 'entry-type')).entry, 'odd');
  }
  await refused(zipOf([{ name: 'folder/', content: 'x' }]), 'entry-type');
});

test('zip: what is encrypted or packed otherwise is refused by name', async () => {
  assert.equal((await refused(zipOf([{ ...file('a'), flags: 1 }]), 'entry-unreadable')).entry, 'a');
  assert.match((await refused(zipOf([{ ...file('a'), method: 12 }]), 'entry-unreadable')).message, /method 12/);
});

test('zip: sizes, checksums and offsets that lie', async () => {
  for (const method of [0, 8] as const) {
    for (const lie of [{ size: 2 }, { size: 4 }, { sum: 1 }]) {
      await refused(zipOf([{ ...file('a', 'abc'), method, ...lie }]), 'archive-damaged');
    }
  }
  await refused(zipOf([file('a'), { ...file('b'), at: 0xfffffff0 }]), 'archive-damaged');
  const zip64 = Buffer.concat([Buffer.from([1, 0, 8, 0]), Buffer.alloc(8, 0xff)]);
  await refused(zipOf([file('a'), { ...file('b'), extra: zip64, at: 0xffffffff }]), 'archive-damaged');
});

test('tar: long names by pax and by GNU, and a global header as GitHub writes it', async () => {
  const long = `${'p'.repeat(90)}/${'q'.repeat(120)}`;
  const { tree } = await taken(
    tarGzOf([
      pax({ comment: 'c'.repeat(40) }, 'g'),
      pax({ path: long }),
      file('short'),
      { name: '././@LongLink', content: `g${long}\0`, type: 'L' },
      file('cut'),
    ]),
  );
  assert.deepEqual(
    tree.files.map((one) => one.path),
    [`g${long}`, long],
  );
  await refused(tarGzOf([pax({ path: '../../outside' }), file('inside')]), 'entry-name');
  await refused(tarGzOf([pax({ path: 'p'.repeat(3e6) }), file('inside')]), 'entry-name');
});

test('tar: damage in the archive, or around it', async () => {
  const plain = tarOf([file('a', 'x'.repeat(2000))]);
  plain[3] = 0x41;
  await refused(gzipSync(plain), 'archive-damaged');
  const packed = tarGzOf([file('a', 'x'.repeat(2000))]);
  packed[packed.length - 6]! ^= 1;
  await refused(packed, 'archive-damaged');
  // A folder has no content, whatever its header says; its stream would never end.
  await refused(tarGzOf([{ ...folder('a'), size: 5 }]), 'archive-empty');
});

test('tar: a size that is no number', async () => {
  const tar = tarOf([file('a'), file('b')]);
  const at = 1024;
  tar[at + 124] = 0x9e;
  tar.write('        ', at + 148);
  const sum = tar.subarray(at, at + 512).reduce((total, byte) => total + byte, 0);
  tar.write(`${sum.toString(8).padStart(6, '0')}\0 `, at + 148);
  assert.equal((await refused(gzipSync(tar), 'archive-damaged')).entry, 'b');
});

test('what is neither, or not what was announced', async () => {
  await refused(Buffer.from('BZh91AY&SY'), 'unknown-format');
  await refused(tarOf([file('a')]), 'unknown-format');
  await refused(zipOf([file('a')]), 'unknown-format', { format: 'tar.gz' });
  await refused(tarGzOf([file('a')]), 'unknown-format', { format: 'zip' });
  await refused(Buffer.from('PK'), 'upload-cut');
});
