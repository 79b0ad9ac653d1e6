import { type EndpointSide, endpointAddress, InfrastructureFault, type LinkProfile } from '@gradewire/core';
import type Docker from 'dockerode';
import { allOrFirstFault } from '../all-or-first-fault.ts';
import { linkContainer, wiringContainer } from '../sandbox/hardening.ts';
import { type StandingSandbox, startSandbox } from '../sandbox/standing.ts';
import { emulator } from './emulator.ts';
import type { LinkBackend, StartedLink } from './link.ts';
import { runWiring } from './wiring.ts';

/** A standing sandbox with a port in the lab's link container. */
export interface Endpoint {
  readonly sandbox: StandingSandbox;
  readonly side: EndpointSide;
  readonly port: string;
}

/**
 * Where programs meet. One container holds the links; every endpoint has one port in it, wired once. All clients
 * have one address and all servers another, each in a network of its own, so any client can be joined to any server
 * without touching either of them again.
 */
export interface StartedLab extends AsyncDisposable {
  readonly backend: string;
  /** False when its containers have died: what is wired next would find new ones. */
  isAlive(): boolean;
  wire(sandbox: StandingSandbox, side: EndpointSide): Promise<Endpoint>;
  join(client: Endpoint, server: Endpoint, profile: LinkProfile): Promise<StartedLink>;
}

const macOf = { client: '02:00:0a:4d:00:01', server: '02:00:0a:4d:00:02' } as const;

/** What a lab is made of, for as long as its containers live. */
interface Hub extends AsyncDisposable {
  readonly links: StandingSandbox;
  readonly wiring: StandingSandbox;
  readonly backend: LinkBackend;
  /** Interfaces in the link container. */
  readonly ports: Set<string>;
}

/** Makes links in a lab's two containers. */
export type BackendIn = (links: StandingSandbox, wiring: StandingSandbox) => LinkBackend;

async function startHub(
  docker: Docker,
  image: string,
  labels: Record<string, string>,
  backendIn: BackendIn,
): Promise<Hub> {
  await using started = new AsyncDisposableStack();
  const start = async (options: Docker.ContainerCreateOptions) => started.use(await startSandbox(docker, options));
  const cgroupDriver = await cgroupDriverOf(docker);
  const [links, wiring] = await allOrFirstFault([
    start(linkContainer(image, labels, cgroupDriver)),
    start(wiringContainer(image, labels)),
  ]);
  const owned = started.move();
  const dispose = () => owned.disposeAsync();
  return { links, wiring, backend: backendIn(links, wiring), ports: new Set(), [Symbol.asyncDispose]: dispose };
}

/** `cgroupfs` or `systemd`. Throws InfrastructureFault. */
export async function cgroupDriverOf(docker: Docker): Promise<string> {
  try {
    return ((await docker.info()) as { CgroupDriver: string }).CgroupDriver;
  } catch (error) {
    throw new InfrastructureFault('Docker does not say how it makes control groups', error);
  }
}

/**
 * `image` is the lab image. If its containers die, endpoints that were wired until then cannot be joined any more; the
 * next one to be wired finds new containers. Throws InfrastructureFault.
 */
export async function startLab(
  docker: Docker,
  image: string,
  labels: Record<string, string>,
  backendIn: BackendIn = emulator,
): Promise<StartedLab> {
  let hub = await startHub(docker, image, labels, backendIn);
  let replacing: Promise<void> | undefined;
  let ports = 0;

  async function replaceHub() {
    await hub[Symbol.asyncDispose]();
    hub = await startHub(docker, image, labels, backendIn);
  }
  async function livingHub(): Promise<Hub> {
    if (replacing === undefined && (hub.links.isDead() || hub.wiring.isDead())) {
      replacing = replaceHub().finally(() => {
        replacing = undefined;
      });
    }
    await replacing;
    return hub;
  }

  return {
    backend: hub.backend.name,
    isAlive: () => !hub.links.isDead() && !hub.wiring.isDead(),
    async wire(sandbox, side) {
      const into = await livingHub();
      const port = `port${ports++}`;
      const other = side === 'client' ? 'server' : 'client';
      const ends = [endpointAddress[side], macOf[side], endpointAddress[other], macOf[other]];
      await runWiring(into.wiring, ['gradewire-wire', `${into.links.pid}`, `${sandbox.pid}`, port, ...ends]);
      into.ports.add(port);
      return { sandbox: withoutConnections(sandbox, into), side, port };
    },
    async join(client, server, profile) {
      const lost = [client, server].find(({ port }) => !hub.ports.has(port));
      if (lost) throw new InfrastructureFault(`the link container of ${lost.port} is gone`);
      return hub.backend.start(client.port, server.port, profile);
    },
    async [Symbol.asyncDispose]() {
      await replacing?.catch(() => {});
      await hub[Symbol.asyncDispose]();
    },
  };
}

/**
 * A connection outlives its process: what the peer did not acknowledge is sent again for minutes, into the next case.
 * Those that are there after a reset are dropped, from outside.
 */
function withoutConnections(sandbox: StandingSandbox, hub: Hub): StandingSandbox {
  return {
    ...sandbox,
    async reset() {
      const { connections } = await sandbox.reset();
      if (connections > 0) await runWiring(hub.wiring, ['gradewire-drop', `${sandbox.pid}`]);
      return { connections: 0 };
    },
  };
}
