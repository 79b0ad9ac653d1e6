import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { InfrastructureFault } from '@gradewire/core';
import { allowsSystem, baseImages, ensureBaseImage } from './base-images.ts';
import { ensureDocker } from './docker.ts';

test('only the names that the Dockerfiles use can be made', async () => {
  for (const name of ['debian:trixie', 'alpine:latest', 'debian:../x-slim']) {
    await assert.rejects(
      ensureBaseImage(name, () => {}),
      InfrastructureFault,
    );
  }
});

test('a system can be set up in memory unless programs or devices are forbidden there', () => {
  const mounted = (options: string) => `/dev/vda / ext4 rw 0 0\ntmpfs /dev/shm tmpfs ${options} 0 0\n`;
  assert.equal(allowsSystem(mounted('rw,relatime'), '/dev/shm'), true);
  assert.equal(allowsSystem(mounted('rw,nosuid,nodev'), '/dev/shm'), false);
  assert.equal(allowsSystem(mounted('rw,noexec'), '/dev/shm'), false);
  assert.equal(allowsSystem('/dev/vda / ext4 rw 0 0\n', '/dev/shm'), false);
  assert.equal(allowsSystem(`${mounted('rw')}${mounted('rw,noexec')}`, '/dev/shm'), false);
});

test('an engine that answers and images that are there are worth no line: `npm start` looks twice', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'gradewire-ready-'));
  const socket = join(folder, 'engine.sock');
  const engine = createServer((_request, response) => response.end('{"Version":"20.10"}')).listen(socket);
  await once(engine, 'listening');
  const before = process.env.DOCKER_HOST;
  process.env.DOCKER_HOST = `unix://${socket}`;
  t.after(async () => {
    if (before === undefined) delete process.env.DOCKER_HOST;
    else process.env.DOCKER_HOST = before;
    engine.close();
    await rm(folder, { recursive: true });
  });
  const said: string[] = [];
  assert.equal(await ensureDocker((line) => said.push(line)), '20.10');
  for (const name of baseImages) await ensureBaseImage(name, (line) => said.push(line));
  assert.deepEqual(said, []);
});
