import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { type ProvingGround, provingGround } from '../sandbox/proving-ground.ts';
import { probeKernel } from './probe.ts';

let ground: ProvingGround;
before(async () => {
  ground = await provingGround();
});
// Fails if a container of the probe is left.
after(() => ground.close());

test('the kernel is asked by trying: netem with its versions or the reason why not, and Landlock', async () => {
  const { reference } = await ground.images.ensure('lab');
  const { netem, landlock } = await probeKernel(ground.docker, reference, ground.labels);
  if (netem.netem) {
    assert.match(netem.tc, /^6\.\d+/);
    assert.match(netem.kernel, /^\d+\.\d+/);
    const [major = 0, minor = 0] = netem.kernel.split('.').map((part) => Number.parseInt(part, 10));
    assert.equal(netem.seed, major > 6 || (major === 6 && minor >= 6), netem.kernel);
  } else assert.match(netem.reason, /qdisc kind is unknown/);
  // Only a kernel that tells which security modules it runs can contradict the probe.
  const modules = await readFile('/sys/kernel/security/lsm', 'utf8').catch(() => undefined);
  if (modules) assert.equal(landlock !== null, modules.trim().split(',').includes('landlock'), modules);
  assert.ok(landlock === null || landlock >= 1);
});
