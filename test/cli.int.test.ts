import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { GradingResult } from '@gradewire/core';
import { root, temporaryFolder } from './grade-folder.ts';
import { containersOf, gradewire } from './gradewire-command.ts';

const examples = path.join(root, 'examples/class-repo');

test('grade writes the matrix, the result and the report', async () => {
  await using folder = await temporaryFolder();
  const json = path.join(folder.path, 'result.json');
  const report = path.join(folder.path, 'report.html');
  const files = ['--json', json, '--report', report];
  const ended = await gradewire(['grade', examples, '--kit', 'hello-internet', '--only', 'c,perl', ...files]);
  assert.equal(ended.code, 0, ended.stderr);
  assert.match(ended.stdout, /4 of 4 pairs passed/);
  assert.equal(ended.stdout.includes('\x1b'), false);
  const result = GradingResult.parse(JSON.parse(await readFile(json, 'utf8')));
  assert.deepEqual(result.matrix.clients, ['c', 'perl']);
  assert.match(await readFile(report, 'utf8'), /^<!doctype html>/i);
});

test('--link netem grades over the kernel where it has netem; where not, one line says so and names the way out', async () => {
  const { code, stdout, stderr } = await gradewire([
    'grade',
    examples,
    '--kit',
    'hello-internet',
    '--only',
    'c',
    '--link',
    'netem',
    '--json',
    '-',
  ]);
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
      const ended = await gradewire(args);
      assert.equal(ended.code, 2, ended.stderr);
      assert.match(ended.stderr, message);
      assert.equal(ended.stderr.includes('    at '), false, ended.stderr);
    });
  }
});

test('a DOCKER_HOST that is no address is bad input; one where nobody answers is a fault of the machine', async (t) => {
  const calls = [
    ['doctor'],
    ['grade', examples, '--kit', 'hello-internet'],
    ['link', '--folder', path.join(examples, 'c'), '--language', 'c', '--', './hello'],
  ];
  for (const args of calls) {
    await t.test(args[0]!, async () => {
      const ended = await gradewire(args, undefined, { DOCKER_HOST: 'rubbish' });
      assert.deepEqual([ended.code, ended.stdout], [2, '']);
      assert.match(ended.stderr, /^gradewire: DOCKER_HOST is "rubbish"; .*unix:\/\/.*tcp:\/\/.*\n$/);
    });
  }
  const away = { DOCKER_HOST: 'unix:///nowhere/docker.sock' };
  assert.equal((await gradewire(calls[1]!, undefined, away)).code, 3);
  assert.equal((await gradewire(['doctor'], undefined, away)).code, 1);
});

test('ctrl-c in the middle of a run cleans up', async () => {
  const args = ['grade', examples, '--kit', 'hello-internet', '--only', 'c,python,perl'];
  const ended = await gradewire(args, (child, saidSoFar) => {
    child.stderr?.on('data', () => {
      if (!child.killed && saidSoFar().includes('cases')) child.kill('SIGINT');
    });
  });
  assert.equal(ended.code, 130, ended.stderr);
  assert.deepEqual(await containersOf(ended.pid), []);
});
