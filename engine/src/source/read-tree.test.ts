import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { readTree, UnreadableSource } from './read-tree.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'gradewire-tree-'));
});
afterEach(() => rm(root, { recursive: true }));

const put = async (name: string, content: string | Buffer, mode = 0o644) => {
  await mkdir(path.dirname(path.join(root, name)), { recursive: true });
  await writeFile(path.join(root, name), content);
  await chmod(path.join(root, name), mode);
};
const names = async () => (await readTree(root)).files.map((file) => file.path);

test('files with their size, digest, executable bit and text', async () => {
  await put('b/run', '#!/bin/sh\n', 0o755);
  await put('a.c', 'int x;');
  const { files } = await readTree(root);
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  assert.deepEqual(files, [
    { path: 'a.c', size: 6, executable: false, digest: sha256('int x;'), text: 'int x;' },
    { path: 'b/run', size: 10, executable: true, digest: sha256('#!/bin/sh\n'), text: '#!/bin/sh\n' },
  ]);
});

test('the digest covers paths, executable bits and contents, and nothing else', async () => {
  await put('a', '1');
  const digests = [(await readTree(root)).digest];
  await put('a', '2');
  digests.push((await readTree(root)).digest);
  await put('a', '2', 0o755);
  digests.push((await readTree(root)).digest);
  await put('b', '2');
  digests.push((await readTree(root)).digest);
  assert.equal(new Set(digests).size, 4);
  await put('a', '2', 0o700);
  assert.equal((await readTree(root)).digest, digests[3]);
});

test('links and special files are left out, wherever they point', async () => {
  await put('real/file', 'x');
  await symlink('/etc/passwd', path.join(root, 'outside'));
  await symlink('/etc', path.join(root, 'folder'));
  await symlink('real', path.join(root, 'inside'));
  await symlink('.', path.join(root, 'real/loop'));
  await symlink('nowhere', path.join(root, 'broken'));
  const server = createServer().listen(path.join(root, 'socket'));
  assert.deepEqual(await names(), ['real/file']);
  server.close();
});

test('a root that is a link, a file, or not there is refused by name', async () => {
  await put('file', 'x');
  await symlink(root, `${root}-link`);
  for (const bad of [`${root}-link`, path.join(root, 'file'), path.join(root, 'missing')]) {
    await assert.rejects(readTree(bad), (error) => error instanceof UnreadableSource && error.message.includes(bad));
  }
  await rm(`${root}-link`);
});

test('version control is no part of a submission, but a file of that name would be', async () => {
  await put('.git/config', 'x');
  await put('sub/.svn/entries', 'x');
  await put('.gitignore', 'x');
  await put('sub/.hg', 'x');
  assert.deepEqual(await names(), ['.gitignore', 'sub/.hg']);
});

test('folders may be deep, but not without end', async () => {
  const deep = (levels: number) => `${'d/'.repeat(levels)}f`;
  await put(deep(32), 'x');
  assert.deepEqual(await names(), [deep(32)]);
  await put(deep(33), 'x');
  await assert.rejects(readTree(root), UnreadableSource);
});

test('text is read as UTF-8, and as Latin-1 where it is not; a binary has none', async () => {
  await put('utf8', 'größer');
  await put('latin1', Buffer.from('größer', 'latin1'));
  await put('binary', Buffer.from([0x7f, 0x45, 0, 1]));
  await put('long', 'x'.repeat(256 * 1024 + 1));
  await put('empty', '');
  const { files } = await readTree(root);
  assert.deepEqual(Object.fromEntries(files.map((file) => [file.path, file.text])), {
    utf8: 'größer',
    latin1: 'größer',
    binary: undefined,
    long: undefined,
    empty: '',
  });
});

test('names may hold anything that a name can hold', async () => {
  const odd = [' a b', '-rf', 'a\nb', '$HOME', 'größer', '日本', '\uFFFD', '*?[', '"', "'", '\\'];
  for (const name of odd) await put(name, 'x');
  assert.deepEqual(await names(), [...odd].sort());
});

test('a name that is no UTF-8 is refused by name', async () => {
  await writeFile(Buffer.concat([Buffer.from(`${root}/caf`), Buffer.from([0xe9]), Buffer.from('.c')]), 'x');
  await assert.rejects(
    readTree(root),
    (error) => error instanceof UnreadableSource && /caf.*UTF-8/.test(error.message),
  );
});

/** As somebody whom permissions bind: root may read everything. */
async function asAnyone(work: () => Promise<void>): Promise<void> {
  if (process.geteuid!() !== 0) return work();
  await chmod(root, 0o755);
  process.seteuid!(65534);
  try {
    await work();
  } finally {
    process.seteuid!(0);
  }
}

test('a file or folder that may not be read is refused by its path', async () => {
  const refused = (place: string) =>
    assert.rejects(readTree(root), (error) => {
      return error instanceof UnreadableSource && error.message.startsWith(`${place} cannot be read: its permissions`);
    });
  await put('a/open', 'x');
  await put('b\nc/secret', 'x', 0o000);
  await asAnyone(() => refused(JSON.stringify(path.join(root, 'b\nc/secret'))));
  await chmod(path.join(root, 'a'), 0o000);
  await asAnyone(() => refused(path.join(root, 'a')));
  await chmod(path.join(root, 'a'), 0o755);
  await chmod(path.join(root, 'b\nc/secret'), 0o644);
  await asAnyone(async () => assert.equal((await readTree(root)).files.length, 2));
});

test('a root that may not be reached is refused by name', async () => {
  await put('inner/file', 'x');
  await chmod(path.join(root, 'inner'), 0o000);
  const hidden = path.join(root, 'inner/deep');
  await asAnyone(() =>
    assert.rejects(readTree(hidden), (error) => {
      return error instanceof UnreadableSource && error.message.startsWith(`${hidden} cannot be read`);
    }),
  );
  await chmod(path.join(root, 'inner'), 0o755);
});
