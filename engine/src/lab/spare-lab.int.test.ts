import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { type ProvingGround, provingGround } from '../sandbox/proving-ground.ts';
import { removeContainer } from '../sandbox/standing.ts';
import { spareLab } from './spare-lab.ts';

let ground: ProvingGround;
before(async () => {
  ground = await provingGround();
});
after(() => ground.close());

/** Containers of spare labs that this process owns. */
async function ours(): Promise<string[]> {
  const containers = await ground.docker.listContainers({ all: true, filters: { label: ['gradewire.run'] } });
  const owner = ground.labels['gradewire.owner'];
  const spare = containers.filter(
    ({ Labels }) => Labels['gradewire.owner'] === owner && Labels['gradewire.run']?.startsWith('spare-'),
  );
  return spare.map(({ Id }) => Id).sort();
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await isSo()); tries++) {
    assert.ok(tries < 2400, `not so within two minutes: ${isSo}`);
    await pause(50);
  }
}

test('the lab that was made in advance is taken, once; the end leaves none', async () => {
  {
    await using spare = spareLab(ground.docker, ground.images);
    spare.prepare();
    spare.prepare();
    await until(async () => (await ours()).length === 2);
    const made = await ours();
    await using first = await spare.take();
    assert.ok(first.isAlive());
    assert.deepEqual(await ours(), made);
    await using _second = await spare.take();
    assert.equal((await ours()).length, 4);
    spare.prepare();
  }
  assert.deepEqual(await ours(), []);
});

test('a spare lab that has died is not given away', async () => {
  await using spare = spareLab(ground.docker, ground.images);
  spare.prepare();
  await until(async () => (await ours()).length === 2);
  const dead = await ours();
  for (const id of dead) await removeContainer(ground.docker, id);
  await using lab = await spare.take();
  assert.ok(lab.isAlive());
  assert.deepEqual(
    (await ours()).filter((id) => dead.includes(id)),
    [],
  );
});
