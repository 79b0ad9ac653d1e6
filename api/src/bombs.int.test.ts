import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { tenGibibytes } from '../../storage/test/ten-gibibytes.ts';
import { type Client, client } from './testing/client.ts';

const mebibyte = 2 ** 20;
let folder: string;
let child: ChildProcess;
let red: Client;
let service: { url: string; key: string; assignmentId: string };

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gradewire-bombs-'));
  const file = path.join(import.meta.dirname, 'testing', 'serve-alone.ts');
  // Its temporary files are ours to look at.
  child = fork(file, { env: { ...process.env, TMPDIR: folder }, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  [service] = (await once(child, 'message')) as [typeof service];
  red = client(service.url, service.key);
});
after(async () => {
  const ended = once(child, 'exit');
  child.disconnect();
  assert.deepEqual(await ended, [0, null]);
  assert.deepEqual(await readdir(folder), []);
  await rm(folder, { recursive: true });
});

const proc = async (file: string) => readFile(`/proc/${child.pid}/${file}`, 'utf8');
const number = (text: string, name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)![1]);

/** Temporary files that are open: they have no names. */
async function spooled(): Promise<string[]> {
  const open = await readdir(`/proc/${child.pid}/fd`);
  const files = await Promise.all(open.map((fd) => readlink(`/proc/${child.pid}/fd/${fd}`).catch(() => '')));
  return files.filter((name) => name.includes('/gradewire-') && name.endsWith('(deleted)'));
}

/** Bytes that the process wrote to whatever it was, and by how much its memory grew meanwhile. */
async function cost(work: () => Promise<void>) {
  await writeFile(`/proc/${child.pid}/clear_refs`, '5');
  const before = { rss: number(await proc('status'), 'VmRSS'), written: number(await proc('io'), 'wchar') };
  await work();
  const written = number(await proc('io'), 'wchar') - before.written;
  return { written, grown: (number(await proc('status'), 'VmHWM') - before.rss) * 1024 };
}

const places = () =>
  ['submissions', 'self-checks'].map((kind) => `/v1/assignments/${service.assignmentId}/${kind}`) as [string, string];

async function assertNothingCame(): Promise<void> {
  const [submissions, selfChecks] = places();
  assert.deepEqual((await red.get(submissions)).body.items, []);
  const { day, burst } = (await red.get(`${selfChecks}/quota`)).body;
  assert.deepEqual([day.used, burst.used], [0, 0]);
  assert.deepEqual(await spooled(), []);
}

for (const [what, bomb] of tenGibibytes()) {
  test(`${what}, which unpacks to 10 GiB, is refused early: neither disk nor memory grow, and no quota is used`, async () => {
    assert.ok(bomb.length < 16 * mebibyte, `${bomb.length}`);
    // What the first request makes the process load is not the bomb's.
    await red.upload(places()[0], Buffer.from('no archive at all'));
    const { written, grown } = await cost(async () => {
      const answers = await Promise.all(places().map((place) => red.upload(place, bomb)));
      for (const { status, body } of answers) {
        assert.ok(status === 413 || status === 400, `${status}`);
        assert.match(body.detail, /ratio|times its size|larger than|not \d+ bytes long/);
      }
    });
    // A zip is kept until its list has come; nothing of what it unpacks to is.
    assert.ok(written < 2 * bomb.length + 20 * mebibyte, `${written / mebibyte} MiB written`);
    assert.ok(grown < 192 * mebibyte, `${grown / mebibyte} MiB more memory`);
    await assertNothingCame();
  });
}

test('ten uploads at once that are cut in the middle leave no file, no submission, and all of the quota', async () => {
  const { hostname, port } = new URL(service.url);
  const [, bomb] = [...tenGibibytes()][2]!;
  const cut = async (place: string, length: number) => {
    const socket = connect(Number(port), hostname);
    socket.on('error', () => {});
    const head = `POST ${place} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${service.key}\r\nContent-Type: application/zip\r\n`;
    socket.write(`${head}Content-Length: ${bomb.length}\r\n\r\n`);
    await new Promise((resolve) => socket.write(bomb.subarray(0, length), resolve));
    const closed = once(socket, 'close');
    if (length % 2 === 0) socket.resetAndDestroy();
    else socket.destroy();
    await closed;
  };
  const lengths = [0, 3, 4, 1000, 1001, 50_000, 50_001, 2 ** 20, 2 ** 20 + 1, bomb.length - 1];
  await Promise.all(places().flatMap((place) => lengths.map((length) => cut(place, length))));
  const end = Date.now() + 20_000;
  while ((await spooled()).length > 0) assert.ok(Date.now() < end, (await spooled()).join());
  await assertNothingCame();
});
