import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InfrastructureFault } from '@gradewire/core';
import { allowsSystem, ensureBaseImage } from './base-images.ts';

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
