import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { packFolder } from './pack.ts';

async function folderWith(files: readonly string[]) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'gradewire-pack-'));
  for (const file of files) {
    await mkdir(path.join(folder, path.dirname(file)), { recursive: true });
    await writeFile(path.join(folder, file), file);
  }
  return { path: folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

async function entriesOf(archive: Buffer) {
  const tar = extract();
  tar.end(gunzipSync(archive));
  const entries: [string, number][] = [];
  for await (const entry of tar) {
    entries.push([entry.header.name, entry.header.mode!]);
    entry.resume();
  }
  return entries;
}

test('what tools make, version control and links stay behind and are named; all else goes, in order', async () => {
  await using folder = await folderWith([
    'b.c',
    'a.c',
    'bin/run',
    '.git/HEAD',
    'web/node_modules/x/index.js',
    'py/__pycache__/a.pyc',
    'rust/Cargo.toml',
    'rust/target/debug/x',
    'c/target/keep.c',
    'é.c'.normalize('NFD'),
  ]);
  await chmod(path.join(folder.path, 'bin/run'), 0o755);
  await symlink('/etc/passwd', path.join(folder.path, 'link'));
  const { archive, files, leftOut } = await packFolder(folder.path);
  assert.deepEqual(await entriesOf(archive), [
    ['a.c', 0o644],
    ['b.c', 0o644],
    ['bin/run', 0o755],
    ['c/target/keep.c', 0o644],
    ['rust/Cargo.toml', 0o644],
  ]);
  assert.equal(files, 5);
  assert.deepEqual(Object.fromEntries([...leftOut].map(([why, places]) => [why, [...places].sort()])), {
    'version control': ['.git/'],
    'made by tools': ['py/__pycache__/', 'rust/target/', 'web/node_modules/'],
    'a link, which the server refuses': ['link'],
    'a name that the server refuses: rename it': ['é.c'.normalize('NFD')],
  });
  assert.deepEqual((await packFolder(folder.path)).archive, archive, 'the same folder gives the same bytes');
});

test('what git ignores stays behind, but what was added all the same goes', async () => {
  await using folder = await folderWith(['a.c', 'out.o', 'kept.o', ':(top)odd.c']);
  await writeFile(path.join(folder.path, '.gitignore'), '*.o\n');
  const git = (...args: string[]) => promisify(execFile)('git', ['-C', folder.path, ...args]);
  await git('init', '--quiet');
  await git('add', '--force', 'kept.o');
  const { archive, leftOut } = await packFolder(folder.path);
  assert.deepEqual(leftOut.get('ignored by git'), ['out.o']);
  assert.deepEqual(
    (await entriesOf(archive)).map(([name]) => name),
    ['.gitignore', ':(top)odd.c', 'a.c', 'kept.o'],
  );
});

test('a folder without anything to send, or none at all, is refused', async () => {
  await using folder = await folderWith(['.git/HEAD']);
  await assert.rejects(packFolder(folder.path), /holds no file that could be sent/);
  await assert.rejects(packFolder(path.join(folder.path, 'none')), /none is not a folder/);
});
