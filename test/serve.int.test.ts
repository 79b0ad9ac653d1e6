import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, readlink } from 'node:fs/promises';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { root, temporaryFolder } from './grade-folder.ts';
import { containersOf, mainFile } from './gradewire-command.ts';

const { DATABASE_URL: _, REDIS_URL: __, GRADEWIRE_BLOBS: ___, ...env } = process.env;

/** `gradewire serve` as a process, once it listens. */
async function serve(...args: string[]) {
  const child = spawn(process.execPath, [mainFile, 'serve', '--port', '0', ...args], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, as a terminal makes one.
    detached: true,
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const ended = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  await until(() => {
    assert.equal(child.exitCode, null, said);
    return /listens on/.test(said);
  }, 60_000);
  return {
    said: () => said,
    url: /listens on (\S+)/.exec(said)![1]!,
    key: /owner key[^:]*: (gw_\S+)/.exec(said)?.[1],
    async end(signal: NodeJS.Signals) {
      child.kill(signal);
      return (await ended)[0];
    },
    /** As a terminal does it: all processes of the group get the signal. */
    async ctrlC() {
      process.kill(-child.pid!, 'SIGINT');
      return (await ended)[0];
    },
  };
}

async function until(isSo: () => Promise<boolean> | boolean, withinMs: number): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await isSo())) {
    assert.ok(Date.now() < end, `not within ${withinMs} ms: ${isSo}`);
    await pause(100);
  }
}

/** Processes that run in a folder or name it in their command, as the database and workers do. */
async function processesOf(folder: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => '');
      return [command, environment, cwd].some((text) => text.includes(folder)) ? [`${pid} ${command}`] : [];
    }),
  );
  return found.flat();
}

/** The JSON that a request is answered with. */
// biome-ignore lint/suspicious/noExplicitAny: tests assert what is in it
async function ask(url: string, key: string, method = 'GET', body?: object | Buffer): Promise<any> {
  const isArchive = Buffer.isBuffer(body);
  const response = await fetch(url, {
    method,
    headers: {
      Authorization: `Bearer ${key}`,
      ...(body && { 'Content-Type': isArchive ? 'application/gzip' : 'application/json' }),
    },
    ...(body && { body: isArchive ? new Uint8Array(body) : JSON.stringify(body) }),
  });
  const text = await response.text();
  assert.ok(response.ok, `${method} ${url}: ${response.status} ${text}`);
  return JSON.parse(text);
}

/** A folder of the example class as a tar.gz. */
function archiveOf(folder: string): Promise<Buffer> {
  const place = path.join(root, 'examples', 'class-repo');
  return buffer(spawn('tar', ['-czf', '-', '-C', place, folder], { stdio: ['ignore', 'pipe', 'inherit'] }).stdout);
}

test('a submission that comes in over HTTP is graded, and its score can be read; the end leaves nothing', async () => {
  await using data = await temporaryFolder();
  const service = await serve('--data', data.path);
  const { url, key } = service;
  try {
    assert.ok(key, service.said());
    const course = await ask(`${url}/v1/courses`, key, 'POST', { slug: 'networks', title: 'Networks' });
    const team = await ask(`${url}/v1/courses/${course.id}/teams`, key, 'POST', { slug: 'red', name: 'Red' });
    const assignments = `${url}/v1/courses/${course.id}/assignments`;
    const assignment = await ask(assignments, key, 'POST', { slug: 'hello', title: 'Hello Internet' });
    const at = `${url}/v1/assignments/${assignment.id}`;
    const version = await ask(`${at}/versions`, key, 'POST', { kit: 'hello-internet' });
    await ask(`${at}/versions/${version.id}/publish`, key, 'POST');

    const sent = await ask(`${at}/submissions?team=${team.id}`, key, 'POST', await archiveOf('c'));
    const phases = new Set<string>();
    await until(async () => {
      const { run } = await ask(url + sent.links.self, key);
      phases.add(run.progress?.phase ?? run.state);
      assert.ok(['waiting', 'claimed', 'done'].includes(run.state), JSON.stringify(run));
      return run.state === 'done';
    }, 240_000);
    const result = await ask(url + sent.links.result, key);
    assert.ok(result.score.final > 50, JSON.stringify(result.score));
    assert.equal(result.score.final, result.subjects[0].score);
    assert.deepEqual(
      result.subjects.map(({ id }: { id: string }) => id),
      ['c'],
    );
    assert.ok(result.cases.length > 10);
    const { items } = await ask(url + sent.links.artefacts, key);
    assert.ok(items.some(({ kind }: { kind: string }) => kind === 'capture'));
    assert.ok(phases.has('running'), [...phases].join());
  } finally {
    assert.equal(await service.end('SIGTERM'), 0, service.said());
  }
  assert.deepEqual(await processesOf(data.path), []);
  const [, worker] = /worker \S+\/(\d+) is ready/.exec(service.said())!;
  assert.deepEqual(await containersOf(Number(worker)), []);
});

test('a second start shows no key, takes up what was there, and ends in the middle of a run', async () => {
  await using data = await temporaryFolder();
  const first = await serve('--data', data.path, '--workers', '0');
  const key = first.key!;
  const course = await ask(`${first.url}/v1/courses`, key, 'POST', { slug: 'networks', title: 'Networks' });
  const team = await ask(`${first.url}/v1/courses/${course.id}/teams`, key, 'POST', { slug: 'red', name: 'Red' });
  const assignments = `${first.url}/v1/courses/${course.id}/assignments`;
  const assignment = await ask(assignments, key, 'POST', { slug: 'hello', title: 'Hello Internet' });
  const at = `/v1/assignments/${assignment.id}`;
  const version = await ask(`${first.url}${at}/versions`, key, 'POST', { kit: 'hello-internet' });
  await ask(`${first.url}${at}/versions/${version.id}/publish`, key, 'POST');
  const sent = await ask(`${first.url}${at}/submissions?team=${team.id}`, key, 'POST', await archiveOf('c'));
  assert.equal(await first.end('SIGTERM'), 0, first.said());
  assert.deepEqual(await processesOf(data.path), []);

  const second = await serve('--data', data.path);
  assert.equal(second.key, undefined);
  const state = async () => (await ask(second.url + sent.links.self, key)).run.state;
  await until(async () => (await state()) === 'claimed', 60_000);
  assert.equal(await second.ctrlC(), 0, second.said());
  assert.match(second.said(), /given back|graded/);
  const [, worker] = /worker \S+\/(\d+) is ready/.exec(second.said())!;
  assert.deepEqual(await containersOf(Number(worker)), []);
  assert.deepEqual(await processesOf(data.path), []);
});
