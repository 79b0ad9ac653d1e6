import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ProgramRef } from '@gradewire/core';
import { type ProvingGround, provingGround } from '../sandbox/proving-ground.ts';
import { endpoints } from './endpoints.ts';
import { startLab } from './lab.ts';

let ground: ProvingGround;
before(async () => {
  ground = await provingGround();
});
after(() => ground.close());

const peer: ProgramRef = { kind: 'peer', name: 'any' };

async function standingSlots(): Promise<string[]> {
  const run = `gradewire.run=${ground.labels['gradewire.run']}`;
  const containers = await ground.docker.listContainers({ filters: { label: [run] } });
  const names = containers.map(({ Labels }) => Labels['gradewire.name'] ?? '');
  return names.filter((name) => name.startsWith('peers/')).sort();
}

test('when there is no more room, what has been idle longest makes way; what is in use stays', async () => {
  const [lab, peers] = [await ground.images.ensure('lab'), await ground.images.ensureLanguage('python')];
  await using started = await startLab(ground.docker, lab.reference, ground.labels);
  await using standing = endpoints(ground.docker, started, peers, new Map(), ground.labels, false, 3);
  const lend = (slot: number) => standing.lend(peer, 'client', slot);
  {
    using inUse = await lend(0);
    for (const slot of [1, 2, 1, 3]) (await lend(slot))[Symbol.dispose]();
    assert.deepEqual(await standingSlots(), ['peers/client/0', 'peers/client/1', 'peers/client/3']);
    assert.equal(inUse.endpoint.sandbox.isDead(), false);

    using _second = await lend(1);
    using _third = await lend(3);
    using beyond = await lend(4);
    assert.equal(beyond.endpoint.sandbox.isDead(), false, 'nobody waits for room that is in use');
    assert.equal((await standingSlots()).length, 4);
  }
  using again = await lend(2);
  assert.equal(again.endpoint.sandbox.isDead(), false);
  assert.deepEqual(await standingSlots(), ['peers/client/2', 'peers/client/3', 'peers/client/4']);
});
