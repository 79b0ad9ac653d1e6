import assert from 'node:assert/strict';
import { test } from 'node:test';
import { temporaryFolder } from './grade-folder.ts';
import { containersOf } from './gradewire-command.ts';
import { archiveOf, ask, makeHello, serve, serveWith, until } from './gradewire-serve.ts';
import { processesOf } from './left-behind.ts';

test('a submission that comes in over HTTP is graded, and its score can be read; the end leaves nothing', async () => {
  await using data = await temporaryFolder();
  const service = await serve('--data', data.path);
  const { url, key } = service;
  try {
    assert.ok(key, service.said());
    const { assignmentId, teamId, versionId } = await makeHello(url, key, { sample: await archiveOf('python') });
    const { state, trial } = await ask(`${url}/v1/versions/${versionId}`, key);
    assert.equal(state, 'published');
    assert.ok(trial.score > 50 && trial.maxScore === 100, JSON.stringify(trial));
    const tried = await ask(url + trial.links.result, key);
    assert.deepEqual([tried.reason, tried.scope, tried.subjects[0].id], ['trial', 'all', 'python']);

    const sent = await ask(
      `${url}/v1/assignments/${assignmentId}/submissions?team=${teamId}`,
      key,
      'POST',
      await archiveOf('c'),
    );
    const phases = new Set<string>();
    await until(async () => {
      const { run } = await ask(url + sent.links.self, key);
      phases.add(run.progress?.phase ?? run.state);
      assert.ok(['waiting', 'running', 'done'].includes(run.state), JSON.stringify(run));
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
    const { items } = await ask(`${url}${sent.links.artefacts}?limit=200`, key);
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
  const { assignmentId, teamId } = await makeHello(first.url, key);
  const submissions = `${first.url}/v1/assignments/${assignmentId}/submissions`;
  const sent = await ask(`${submissions}?team=${teamId}`, key, 'POST', await archiveOf('c'));
  assert.equal(await first.end('SIGTERM'), 0, first.said());
  assert.deepEqual(await processesOf(data.path), []);

  const began = performance.now();
  const second = await serve('--data', data.path);
  assert.equal((await fetch(`${second.url}/readyz`)).status, 200);
  assert.ok(performance.now() - began < 10_000, `ready after ${performance.now() - began} ms`);
  assert.equal(second.key, undefined);
  const state = async () => (await ask(second.url + sent.links.self, key)).run.state;
  await until(async () => (await state()) === 'running', 60_000);
  assert.equal(await second.ctrlC(), 0, second.said());
  assert.match(second.said(), /given back|graded/);
  const [, worker] = /worker \S+\/(\d+) is ready/.exec(second.said())!;
  assert.deepEqual(await containersOf(Number(worker)), []);
  assert.deepEqual(await processesOf(data.path), []);
});

test('a worker that hangs when the service is stopped: it is ended, and the operator told what became of its run', async () => {
  await using data = await temporaryFolder();
  const service = await serve('--data', data.path);
  const { assignmentId, teamId } = await makeHello(service.url, service.key!);
  const submissions = `${service.url}/v1/assignments/${assignmentId}/submissions`;
  await until(() => /worker \S+ is ready/.test(service.said()), 60_000);
  const worker = Number(/worker \S+\/(\d+) is ready/.exec(service.said())![1]);
  try {
    await ask(`${submissions}?team=${teamId}`, service.key!, 'POST', await archiveOf('c'));
    await until(() => / attempt 1 begins/.test(service.said()), 60_000);
    process.kill(worker, 'SIGSTOP');
  } finally {
    assert.equal(await service.end('SIGTERM'), 0, service.said());
  }
  const [, runId] = /run (\S+): attempt 1 begins/.exec(service.said())!;
  assert.match(service.said(), new RegExp(`run ${runId}: broken off, as worker ${worker} ended \\(SIGKILL\\)`));
  assert.deepEqual(await processesOf(data.path), []);
  // They end by themselves when nobody is attached any more.
  await until(async () => (await containersOf(worker)).length === 0, 60_000);
});

test('a Redis that is not there holds up neither the start nor the end', async () => {
  await using data = await temporaryFolder();
  const service = await serveWith({ REDIS_URL: 'redis://127.0.0.1:1' }, '--data', data.path);
  await until(() => /worker \S+ is ready/.test(service.said()), 60_000);
  const asked = performance.now();
  assert.equal(await service.ctrlC(), 0, service.said());
  const ms = performance.now() - asked;
  // A worker that does not end is killed after 15 s.
  assert.ok(ms < 10_000, `${ms} ms`);
  assert.match(service.said(), /the queue \(REDIS_URL, .*ECONNREFUSED/);
  assert.deepEqual(await processesOf(data.path), []);
});
