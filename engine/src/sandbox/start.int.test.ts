import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { InfrastructureFault } from '@gradewire/core';
import type Docker from 'dockerode';
import { linkContainer } from './hardening.ts';
import { type ProvingGround, provingGround } from './proving-ground.ts';
import { removeContainer, startSandbox } from './standing.ts';

let ground: ProvingGround;
before(async () => {
  ground = await provingGround();
});
after(() => ground.close());

const connections = () => process.getActiveResourcesInfo().filter((name) => name === 'PipeWrap').length;

test('a container that is removed before it starts is a fault, and leaves no connection that keeps the process', async () => {
  const { docker, images, labels } = ground;
  const { reference } = await images.ensure('lab');
  const removedEarly = Object.create(docker) as Docker;
  removedEarly.createContainer = (async (options: Docker.ContainerCreateOptions) => {
    const container = await docker.createContainer(options);
    const start = container.start.bind(container);
    container.start = (async () => {
      await removeContainer(docker, container.id);
      return start();
    }) as typeof container.start;
    return container;
  }) as typeof docker.createContainer;
  const before = connections();
  await assert.rejects(startSandbox(removedEarly, linkContainer(reference, labels, '')), InfrastructureFault);
  for (let waits = 0; connections() > before && waits < 100; waits++)
    await new Promise((resolve) => setTimeout(resolve, 20));
  assert.ok(connections() <= before, `${connections()} connections, before ${before}`);
});
