import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { InfrastructureFault } from '@gradewire/core';
import { BadDockerHost, engineAddress, getJson, jobError, pingEngine, postJob } from './engine-api.ts';

async function engine(t: TestContext, listener: RequestListener) {
  const folder = await mkdtemp(join(tmpdir(), 'gradewire-engine-'));
  const socketPath = join(folder, 'engine.sock');
  const server = createServer(listener).listen(socketPath);
  await once(server, 'listening');
  t.after(async () => {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  });
  return { socketPath };
}

test('DOCKER_HOST in its forms', () => {
  assert.deepEqual(engineAddress(''), { socketPath: '/var/run/docker.sock' });
  assert.deepEqual(engineAddress('unix:///run/user/1000/docker.sock'), { socketPath: '/run/user/1000/docker.sock' });
  assert.deepEqual(engineAddress('tcp://grader:2376'), { host: 'grader', port: 2376 });
  assert.deepEqual(engineAddress('tcp://[::1]'), { host: '::1', port: 2375 });
  assert.deepEqual(engineAddress('tcp://grader:65535/'), { host: 'grader', port: 65_535 });
  for (const bad of ['ssh://grader', 'rubbish', 'unix://', 'tcp://', 'tcp://grader:65536', 'tcp://grader:x']) {
    assert.throws(
      () => engineAddress(bad),
      (error) => error instanceof BadDockerHost && error.message.includes(`"${bad}"`),
    );
  }
});

test('a ping tells an engine, a broken one, and nobody apart', async (t) => {
  const address = await engine(t, (_request, response) => response.end('OK'));
  const broken = await engine(t, (_request, response) => response.writeHead(500).end());
  assert.equal(await pingEngine(address), 'answers');
  assert.equal(await pingEngine(broken), 'silent');
  assert.equal(await pingEngine({ socketPath: `${address.socketPath}.missing` }), 'absent');
});

test('no such object is undefined, any other status a fault', async (t) => {
  const address = await engine(t, (request, response) => {
    const status = { '/images/there/json': 200, '/images/missing/json': 404 }[request.url ?? ''] ?? 500;
    response.writeHead(status).end(JSON.stringify({ Id: 'sha256:1' }));
  });
  assert.deepEqual(await getJson(address, '/images/there/json'), { Id: 'sha256:1' });
  assert.equal(await getJson(address, '/images/missing/json'), undefined);
  await assert.rejects(getJson(address, '/images/other/json'), InfrastructureFault);
});

test('a job carries its body, and an engine that falls silent ends it', async (t) => {
  const received: string[] = [];
  const address = await engine(t, async (request, response) => {
    for await (const chunk of request.setEncoding('utf8')) received.push(chunk as string);
    if (request.url === '/import') response.end('{"status":"sha256:1"}\n');
  });
  assert.equal(await postJob(address, { path: '/import', body: Readable.from(['arch', 'ive']) }), undefined);
  assert.equal(received.join(''), 'archive');
  await assert.rejects(postJob(address, { path: '/silence', idleMs: 50 }), /no answer from Docker/);
});

test('a job fails by its status or by its last line', () => {
  assert.equal(jobError(200, '{"status":"Pulling"}\n{"status":"Done"}\n'), undefined);
  assert.equal(jobError(200, '{"status":"Pulling"}\n{"errorDetail":{},"error":"unauthorized"}\n'), 'unauthorized');
  assert.equal(jobError(500, '{"message":"no such host"}\n'), 'no such host');
  assert.equal(jobError(503, ''), 'status 503');
});
