import type { EndpointSide } from '@gradewire/core';
import { endpointHosts } from '../../engine/src/lab/endpoints.ts';
import type { Endpoint } from '../../engine/src/lab/lab.ts';
import { type LabGround, labGround } from '../../engine/src/lab/lab-ground.ts';
import { sandboxContainer } from '../../engine/src/sandbox/hardening.ts';
import { startSandbox } from '../../engine/src/sandbox/standing.ts';
import type { Pair } from './through-emulator.ts';

/** A lab with a client and a server that have `gradewire-traffic`. */
export interface ConformanceGround extends LabGround, Pair {}

export async function conformanceGround(...how: Parameters<typeof labGround>): Promise<ConformanceGround> {
  const place = await labGround(...how);
  const { docker, images, labels } = place.ground;
  const { reference } = await images.ensure('lab');
  await using owned = new AsyncDisposableStack();
  async function endpoint(side: EndpointSide): Promise<Endpoint> {
    const spec = { kind: 'peers', image: reference, name: side, hostname: side, hosts: endpointHosts, labels } as const;
    const sandbox = owned.use(await startSandbox(docker, sandboxContainer({ ...spec, memoryMiB: 64, workMiB: 1 })));
    return place.lab.wire(sandbox, side);
  }
  const client = await endpoint('client');
  const server = await endpoint('server');
  const endpoints = owned.move();
  return {
    ...place,
    client,
    server,
    async close() {
      await endpoints.disposeAsync();
      await place.close();
    },
  };
}
