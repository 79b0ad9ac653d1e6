import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { cleanLink } from '@gradewire/core';
import type { StandingSandbox } from '../sandbox/standing.ts';
import { emulator } from './emulator.ts';
import { type LabGround, labGround } from './lab-ground.ts';
import { probeKernel } from './probe.ts';
import { runTool } from './wiring.ts';

let place: LabGround;
let links: StandingSandbox;
before(async () => {
  place = await labGround((container) => {
    links = container;
    return emulator(container);
  });
});
// Fails if a container of the probe is left.
after(() => place.close());

/** What the kernel says of the link program that runs. */
async function policyOfLink(): Promise<string> {
  const [client, server] = await Promise.all([place.endpoint('client'), place.endpoint('server')]);
  await using _link = await place.lab.join(client, server, cleanLink);
  const ask = 'cd /proc; for it in [0-9]*; do grep -q ^gradewire-link $it/comm && chrt --pid $it; done; :';
  const { stdout } = await runTool(links, ['sh', '-c', ask]);
  return /scheduling policy: (\w+)/.exec(stdout)?.[1] ?? stdout;
}

test('the kernel is asked by trying: netem with its versions or the reason why not, Landlock, and real time', async () => {
  const { ground } = place;
  const { reference } = await ground.images.ensure('lab');
  const { netem, landlock, realTime } = await probeKernel(ground.docker, reference, ground.labels);
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
  assert.equal(await policyOfLink(), realTime ? 'SCHED_FIFO' : 'SCHED_OTHER');
});
