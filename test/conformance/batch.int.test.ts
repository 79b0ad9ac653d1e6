import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { configuration } from './configuration.ts';
import { type ConformanceGround, conformanceGround } from './ground.ts';
import { throughKernel } from './through-kernel.ts';
import { lostAndDuplicated } from './traffic.ts';

let ground: ConformanceGround;
before(async () => {
  ground = await conformanceGround();
});
after(() => ground?.close());

test("the batch runs on this machine's kernel as well: links without impairment need no netem", async () => {
  const { docker, images, labels } = ground.ground;
  const { reference } = await images.ensure('lab');
  const both = { count: 50, size: 100, gapUs: 1000 };
  const traffic = { clientToServer: both, serverToClient: { ...both, count: 30 } };
  const clean = ['one', 'two', 'three'].map((name) => configuration(name, { link: {}, traffic }));
  const outcomes = await throughKernel(docker, { kernel: 'native', image: reference }, labels, clean);
  assert.deepEqual([...outcomes.keys()].sort(), ['one', 'three', 'two']);
  for (const { clientToServer, serverToClient } of outcomes.values()) {
    assert.deepEqual(lostAndDuplicated(clientToServer!, 50), { lost: [], duplicated: [] });
    assert.deepEqual(lostAndDuplicated(serverToClient!, 30), { lost: [], duplicated: [] });
    assert.ok(clientToServer!.arrivals.every(({ number, damaged }, at) => number === at && damaged === 0));
  }
});
