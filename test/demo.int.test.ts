import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from './grade-folder.ts';
import { ask, serve, until } from './gradewire-serve.ts';

const end = /Team Red has ([\d.]+) of (\d+) points/;

test('the demo course is made once, its hand-in is graded before the eyes, and a second start shows it again', async () => {
  await using data = await temporaryFolder();
  const first = await serve('--data', data.path, '--demo');
  await until(() => end.test(first.said()), 240_000);
  const [, score, max] = end.exec(first.said())!;
  assert.ok(Number(score) > 80 && Number(max) === 100, first.said());
  assert.match(first.said(), /1 of 1 pairs passed/);
  const [, key] = /Bearer (gw_[\w-]+)/.exec(first.said())!;
  const [result] = /http\S+\/result/.exec(first.said())!;
  assert.equal((await ask(result, key!)).score.final, Number(score));
  assert.equal(await first.ctrlC(), 0, first.said());
  assert.equal((await stat(path.join(data.path, 'demo.json'))).mode & 0o777, 0o600);

  const second = await serve('--data', data.path, '--demo');
  await until(() => end.test(second.said()), 60_000);
  assert.equal(end.exec(second.said())![1], score);
  assert.equal((await ask(result.replace(first.url, second.url), key!)).score.final, Number(score));
  assert.doesNotMatch(second.said(), /hands in|owner key/);
  assert.equal(await second.end('SIGTERM'), 0, second.said());
});

test('a service that was first started without the demo says that it has none, and serves', async () => {
  await using data = await temporaryFolder();
  const first = await serve('--data', data.path, '--workers', '0');
  assert.equal(await first.end('SIGTERM'), 0);
  const second = await serve('--data', data.path, '--workers', '0', '--demo');
  await until(() => /has none; with another --data/.test(second.said()), 30_000);
  assert.equal((await fetch(`${second.url}/healthz`)).status, 200);
  assert.equal(await second.end('SIGTERM'), 0, second.said());
});

test('ctrl-c right after the start does not wait for the demo to be graded', async () => {
  await using data = await temporaryFolder();
  const service = await serve('--demo', '--data', data.path);
  const asked = performance.now();
  assert.equal(await service.ctrlC(), 0, service.said());
  const ms = performance.now() - asked;
  assert.ok(ms < 10_000, `${ms} ms\n${service.said()}`);
  assert.doesNotMatch(service.said(), /graded/);
});
