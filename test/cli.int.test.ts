import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { GradingResult } from '@gradewire/core';
import { connectDocker } from '@gradewire/engine';
import { root, temporaryFolder } from './grade-folder.ts';

const main = path.join(root, 'cli/src/main.ts');
const examples = path.join(root, 'examples/class-repo');

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function gradewire(...args: string[]): Promise<Ended> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [main, ...args], { maxBuffer: 1 << 26 });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as Ended;
    return { code, stdout, stderr };
  }
}

test('grade writes the matrix, the result and the report', async () => {
  await using folder = await temporaryFolder();
  const json = path.join(folder.path, 'result.json');
  const report = path.join(folder.path, 'report.html');
  const files = ['--json', json, '--report', report];
  const ended = await gradewire('grade', examples, '--kit', 'hello-internet', '--only', 'c,perl', ...files);
  assert.equal(ended.code, 0, ended.stderr);
  assert.match(ended.stdout, /4 of 4 pairs passed/);
  assert.equal(ended.stdout.includes('\x1b'), false);
  const result = GradingResult.parse(JSON.parse(await readFile(json, 'utf8')));
  assert.deepEqual(result.matrix.clients, ['c', 'perl']);
  assert.match(await readFile(report, 'utf8'), /^<!doctype html>/i);
});

test('--link netem grades over the kernel where it has netem; where not, one line says so and names the way out', async () => {
  const { code, stdout, stderr } = await gradewire(
    ...['grade', examples, '--kit', 'hello-internet', '--only', 'c', '--link', 'netem', '--json', '-'],
  );
  const last = stderr.trim().split('\n').at(-1)!;
  if (code === 2) return assert.match(last, /^gradewire: --link netem: .*kind is unknown.*; use --link emulator$/);
  assert.equal(code, 0, stderr);
  const result = GradingResult.parse(JSON.parse(stdout));
  assert.deepEqual(
    [result.link.backend, result.cases.find(({ group }) => group === 'pair')?.outcome],
    ['netem', 'passed'],
  );
});

test('bad usage is one line and exit code 2', async (t) => {
  await using folder = await temporaryFolder();
  const file = path.join(folder.path, 'file');
  await writeFile(file, '{"points": {"interop": "ten"}}');
  const kit = ['--kit', 'hello-internet'];
  const calls: [string, string[], RegExp][] = [
    ['no such command', ['grad'], /no command "grad"/],
    ['no folder', ['grade', ...kit], /name the folder/],
    ['a file instead of a folder', ['grade', file, ...kit], /not a folder/],
    ['no kit', ['grade', examples], /--kit/],
    ['unknown kit', ['grade', examples, '--kit', 'hello'], /no kit "hello"/],
    ['unknown option', ['grade', examples, ...kit, '--fast'], /--fast/],
    ['jobs that are no number', ['grade', examples, ...kit, '--jobs', 'many'], /--jobs many/],
    ['a link that there is not', ['grade', examples, ...kit, '--link', 'wire'], /--link wire: give emulator or netem/],
    ['a negative seed', ['grade', examples, ...kit, '--seed=-1'], /--seed/],
    ['a bad configuration', ['grade', examples, ...kit, '--config', file], /points\.interop/],
    ['a configuration that is not there', ['grade', examples, ...kit, '--config', `${file}x`], /ENOENT/],
    ['a folder without programs', ['grade', path.join(root, 'docs'), ...kit], /no folder with programs/],
  ];
  for (const [name, args, message] of calls) {
    await t.test(name, async () => {
      const ended = await gradewire(...args);
      assert.equal(ended.code, 2, ended.stderr);
      assert.match(ended.stderr, message);
      assert.equal(ended.stderr.includes('    at '), false, ended.stderr);
    });
  }
});

test('ctrl-c in the middle of a run cleans up', async () => {
  const args = ['grade', examples, '--kit', 'hello-internet', '--only', 'c,python,perl'];
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  await saidOnStderr(child, /cases/);
  child.kill('SIGINT');
  const [code] = (await once(child, 'exit')) as [number];
  assert.equal(code, 130);
  const docker = await connectDocker();
  const containers = await docker.listContainers({ all: true, filters: { label: ['gradewire.run'] } });
  assert.deepEqual(
    containers.filter(({ Labels }) => Labels['gradewire.owner']?.includes(`/${child.pid}-`)),
    [],
  );
});

function saidOnStderr(child: ChildProcess, what: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr!.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (what.test(said)) resolve();
    });
    child.once('exit', (code) => reject(new Error(`it ended with ${code} before it said ${what}: ${said}`)));
  });
}
