import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { root } from './grade-folder.ts';
import { mainFile } from './gradewire-command.ts';

const { DATABASE_URL: _, REDIS_URL: __, GRADEWIRE_BLOBS: ___, ...env } = process.env;

/** `gradewire serve` as a process, once it listens. */
export const serve = (...args: string[]) => serveWith({}, ...args);

/** The same with this in its environment. */
export async function serveWith(more: NodeJS.ProcessEnv, ...args: string[]) {
  const child = spawn(process.execPath, [mainFile, 'serve', '--port', '0', ...args], {
    cwd: root,
    env: { ...env, ...more },
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

export async function until(isSo: () => Promise<boolean> | boolean, withinMs: number): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await isSo())) {
    assert.ok(Date.now() < end, `not within ${withinMs} ms: ${isSo}`);
    await pause(100);
  }
}

/** The JSON that a request is answered with. */
// biome-ignore lint/suspicious/noExplicitAny: tests assert what is in it
export async function ask(url: string, key: string, method = 'GET', body?: object | Buffer): Promise<any> {
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
export function archiveOf(folder: string): Promise<Buffer> {
  const place = path.join(root, 'examples', 'class-repo');
  return buffer(spawn('tar', ['-czf', '-', '-C', place, folder], { stdio: ['ignore', 'pipe', 'inherit'] }).stdout);
}

export interface Hello {
  readonly courseId: string;
  readonly teamId: string;
  readonly assignmentId: string;
  readonly versionId: string;
}

/** A course with one team and a version of Hello Internet, which is published with or without a trial of a sample. */
export async function makeHello(
  url: string,
  key: string,
  { settings = {}, visibility = {}, sample = undefined as Buffer | undefined } = {},
): Promise<Hello> {
  const course = await ask(`${url}/v1/courses`, key, 'POST', { slug: 'networks', title: 'Networks' });
  const team = await ask(`${url}/v1/courses/${course.id}/teams`, key, 'POST', { slug: 'red', name: 'Red' });
  const fields = { slug: 'hello', title: 'Hello Internet', ...settings };
  const assignment = await ask(`${url}/v1/courses/${course.id}/assignments`, key, 'POST', fields);
  const versions = `${url}/v1/assignments/${assignment.id}/versions`;
  const version = await ask(versions, key, 'POST', { kit: 'hello-internet', visibility });
  const at = `${url}/v1/versions/${version.id}`;
  if (sample !== undefined) {
    await ask(`${at}/trial`, key, 'POST', sample);
    await until(async () => {
      const { trial } = await ask(at, key);
      assert.ok(['waiting', 'running', 'done'].includes(trial.state), JSON.stringify(trial));
      return trial.state === 'done';
    }, 240_000);
  }
  const why = sample === undefined ? { withoutTrial: 'a test of the service itself' } : {};
  await ask(`${versions}/${version.id}/publish`, key, 'POST', why);
  return { courseId: course.id, teamId: team.id, assignmentId: assignment.id, versionId: version.id };
}
