import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';
import type { Files } from '../github/stand-in.ts';
import { allTaken, type Connected, check, stopServer } from './connected.ts';
import { redTeam } from './red-team.ts';

after(stopServer);

/** A tarball as GitHub writes it, made while it is read. */
async function* tarball(write: (tar: ReturnType<typeof pack>) => Promise<void>): AsyncGenerator<Uint8Array> {
  const tar = pack();
  const zipped = tar.pipe(createGzip({ level: 1 }));
  for (const stream of [tar, zipped]) stream.on('error', () => {});
  write(tar).then(
    () => tar.finalize(),
    (error: Error) => tar.destroy(error),
  );
  yield* zipped as AsyncIterable<Uint8Array>;
}

/** Whoever has had enough of it ends it, without a fuss. */
async function* endable(parts: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    for await (const part of parts) yield part;
  } catch {}
}

const put = (tar: ReturnType<typeof pack>, name: string, content: string) =>
  new Promise<void>((resolve, reject) => {
    const entry = tar.entry({ name: `uni-red-abc/${name}` }, content, (error) => (error ? reject(error) : resolve()));
    entry.on('error', () => {});
  });

async function refused(course: Connected, sha: string, reason: RegExp): Promise<void> {
  const run = await check(course.github, sha, 'completed', 'failure');
  assert.match(`${run.output.title} ${run.output.summary}`, reason);
  assert.equal(await course.db.prisma.submission.count({ where: { headSha: sha } }), 0);
}

test('what is in a commit besides files and folders is refused, each with its reason, and the next commit is taken', async () => {
  const { course, ada } = await redTeam();
  await using _ = course;
  const { github } = course;
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12345\n`;
  const cases: [Files, RegExp][] = [
    [{ 'python/link.py': { symlink: '../../etc/passwd' } }, /python\/link\.py.*is a link/],
    [
      {
        '.gitmodules': '[submodule "x"]\n\tpath = lib/x\n\turl = https://example.org/x.git\n',
        'lib/x': { submodule: 'b'.repeat(40) },
      },
      /lib\/x.*submodule/,
    ],
    // As `git add` leaves a folder that somebody cloned into.
    [{ 'python/a.py': '1\n', 'lib/cloned': { submodule: 'c'.repeat(40) } }, /lib\/cloned.*a repository of its own/],
    [{ 'python/model.bin': pointer }, /python\/model\.bin.*Git LFS/],
    [{ 'python/Client.py': '1\n', 'python/client.py': '2\n' }, /one name/],
    [{ 'python/back\\slash.py': '1\n' }, /not allowed/],
  ];
  for (const [files, reason] of cases) {
    const { sha } = await github.push('uni/red', 'main', { 'README.md': 'Red\n', ...files }, ada.account, {
      replaceAll: true,
    });
    await refused(course, sha, reason);
  }
  const plain = { 'python/client.py': '1\n', 'old/.svn/entries': '12\n' };
  const { sha } = await github.push('uni/red', 'main', plain, ada.account, { replaceAll: true });
  await check(github, sha, 'queued');
});

test('100,000 files, and 2 GB, are refused without being read to their end', async () => {
  const { course, ada } = await redTeam();
  await using _ = course;
  const { github } = course;
  let written = 0;
  github.setTarball('uni/red', () =>
    endable(
      tarball(async (tar) => {
        for (; written < 100_000; written++) await put(tar, `many/${written}.txt`, 'x');
      }),
    ),
  );
  const { sha } = await github.push('uni/red', 'main', { 'python/a.py': '1\n' }, ada.account);
  await refused(course, sha, /more than 20000 files/);
  assert.ok(written < 30_000, `${written} entries were read`);

  const chunk = Buffer.alloc(1024 * 1024);
  crypto.getRandomValues(chunk.subarray(0, 65_536));
  let megabytes = 0;
  const huge = async function* () {
    yield Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
    // Stored blocks of deflate (RFC 1951, 3.2.4) around a tar whose one file is 2 GB.
    const header = Buffer.alloc(512);
    header.write('uni-red-abc/big.bin');
    header.write('0000644\0', 100);
    header.write('17777777777\0', 124);
    header.write('00000000000\0', 136);
    header.write('        0', 148);
    header.write('ustar\x0000', 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    const stored = (data: Buffer) => {
      const head = Buffer.from([0, 0, 0, 0, 0]);
      head.writeUInt16LE(data.length, 1);
      head.writeUInt16LE(~data.length & 0xffff, 3);
      return Buffer.concat([head, data]);
    };
    yield stored(header);
    for (; megabytes < 2048; megabytes++) {
      for (let at = 0; at < chunk.length; at += 32_768) yield stored(chunk.subarray(at, at + 32_768));
    }
  };
  github.setTarball('uni/red', () => endable(huge()));
  const { sha: large } = await github.push('uni/red', 'main', { 'python/a.py': '2\n' }, ada.account);
  await refused(course, large, /larger than/);
  assert.ok(megabytes < 200, `${megabytes} MB were sent`);
});

test('an archive that is cut on its way is fetched again', async () => {
  const { course, ada } = await redTeam();
  await using _ = course;
  const { github } = course;
  let times = 0;
  github.setTarball('uni/red', async function* () {
    const whole: Uint8Array[] = [];
    for await (const part of tarball((tar) => put(tar, 'python/a.py', '1\n'.repeat(1000)))) whole.push(part);
    const bytes = Buffer.concat(whole);
    times += 1;
    yield times < 3 ? bytes.subarray(0, bytes.length / 2) : bytes;
  });
  const { sha } = await github.push('uni/red', 'main', { 'python/a.py': '1\n' }, ada.account);
  await check(github, sha, 'queued');
  assert.equal(times, 3);
});

test('a commit that vanished, and a repository that is deleted: said or written down, and nothing else is held up', async () => {
  const { course, ada } = await redTeam();
  await using _ = course;
  const { github, db } = course;
  const bob = await course.student('bob');
  await github.createRepository('uni/blue', { files: { 'README.md': 'Blue\n' } });
  await course.bind('uni/blue', { team: bob.teamId });
  github.hold();
  const { sha: gone } = await github.push('uni/red', 'main', { 'python/a.py': '1\n' }, ada.account);
  github.forgetCommit('uni/red', gone);
  await github.letGo();
  const { sha } = await github.push('uni/blue', 'main', { 'python/a.py': '1\n' }, bob.account);
  await check(github, sha, 'queued');
  await github.deleteRepository('uni/red');
  const binding = () => db.prisma.repositoryBinding.findFirstOrThrow({ where: { teamId: ada.teamId } });
  const { sha: next } = await github.push('uni/blue', 'main', { 'python/a.py': '2\n' }, bob.account);
  await check(github, next, 'queued');
  await allTaken(course);
  assert.match((await binding()).unreachable ?? '', /deleted/);
});
