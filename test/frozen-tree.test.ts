import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { readTree } from '@gradewire/engine';
import { blobStore, ingest, thaw } from '@gradewire/storage';

const run = promisify(execFile);
const home = await mkdtemp(path.join(tmpdir(), 'gradewire-frozen-'));
after(() => rm(home, { recursive: true, force: true }));
const folder = path.join(home, 'repository');
const store = await blobStore({ kind: 'folder', folder: path.join(home, 'blobs') });

/** The output of a command in the repository. */
async function output(command: string, ...args: string[]): Promise<Buffer> {
  const options = { cwd: folder, encoding: 'buffer', maxBuffer: 1e8 } as const;
  return (await run(command, args, options)).stdout;
}

async function makeRepository(): Promise<void> {
  const files: [string, string | Buffer][] = [
    ['python/server.py', 'print("hi")\n'],
    ['Größe/ñ 日本.txt', 'ä'],
    [`${'long-name/'.repeat(15)}file`, 'deep'],
    ['bin', Buffer.alloc(400_000, 'binary\0')],
    ['empty', ''],
    ['.gitmodules', '[submodule "lib"]\n\tpath = vendor/lib\n'],
    ['𝒳', 'beyond the basic plane'],
    ['\uff5e', 'whose order differs between UTF-8 and UTF-16'],
  ];
  for (const [name, content] of files) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), content);
  }
  await chmod(path.join(folder, 'python/server.py'), 0o755);
  await output('git', 'init', '--quiet');
  await output('git', 'add', '.');
  await output('git', 'update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},vendor/lib`);
  const author = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org'];
  await output('git', ...author, 'commit', '--quiet', '--message', 'Test');
}

test('an upload has the digest that the same folder has on disk, however it was packed', async () => {
  await makeRepository();
  const { digest, files } = await readTree(folder);
  const archive = ['archive', '--prefix=team-1a2b3c/'];
  const ways = {
    'a tarball as GitHub makes it': {
      bytes: await output('git', ...archive, '--format=tar.gz', 'HEAD'),
      stripTop: true,
    },
    'a zip as GitHub makes it': { bytes: await output('git', ...archive, '--format=zip', 'HEAD'), stripTop: true },
    'tar of the folder, its .git with it': { bytes: await output('tar', 'czf', '-', '.'), stripTop: false },
    'tar with pax headers': { bytes: await output('tar', '--format=pax', '-czf', '-', '.'), stripTop: false },
  };
  for (const [way, { bytes, stripTop }] of Object.entries(ways)) {
    const tree = await ingest(store, Readable.from([bytes]), { stripTop });
    assert.equal(tree.digest, digest, way);
    assert.deepEqual(
      tree.files.map(({ path, size, mode, sha256 }) => [path, size, mode === 0o755, sha256]),
      files.map((file) => [file.path, file.size, file.executable, file.digest]),
    );
    const submodule = { code: 'submodule', paths: ['vendor/lib'] };
    assert.deepEqual(tree.notes[0], stripTop ? submodule : { code: 'version-control', paths: ['.git'] }, way);
  }
  await thaw(store, digest, path.join(home, 'thawed'));
  assert.equal((await readTree(path.join(home, 'thawed'))).digest, digest);
});
