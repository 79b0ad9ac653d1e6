import { type EndpointSide, endpointAddress, InfrastructureFault, type LinkProfile } from '@gradewire/core';
import type Docker from 'dockerode';
import { linkContainer, wiringContainer } from '../sandbox/hardening.ts';
import { type StandingSandbox, startSandbox } from '../sandbox/standing.ts';
import { emulator } from './emulator.ts';
import type { StartedLink } from './link.ts';

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
  wire(sandbox: StandingSandbox, side: EndpointSide): Promise<Endpoint>;
  join(client: Endpoint, server: Endpoint, profile: LinkProfile): Promise<StartedLink>;
}

const macOf = { client: '02:00:0a:4d:00:01', server: '02:00:0a:4d:00:02' } as const;

/** `image` is the lab image. Throws InfrastructureFault. */
export async function startLab(docker: Docker, image: string, labels: Record<string, string>): Promise<StartedLab> {
  await using started = new AsyncDisposableStack();
  const [links, wiring] = await Promise.all([
    startSandbox(docker, linkContainer(image, labels)),
    startSandbox(docker, wiringContainer(image, labels)),
  ]);
  started.use(links);
  started.use(wiring);
  const backend = emulator(links);
  const owned = started.move();
  let ports = 0;

  return {
    backend: backend.name,
    async wire(sandbox, side) {
      const port = `port${ports++}`;
      const other = side === 'client' ? 'server' : 'client';
      const ends = [endpointAddress[side], macOf[side], endpointAddress[other], macOf[other]];
      await runWiring(wiring, ['gradewire-wire', `${links.pid}`, `${sandbox.pid}`, port, ...ends]);
      return { sandbox, side, port };
    },
    join: (client, server, profile) => backend.start(client.port, server.port, profile),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function runWiring(wiring: StandingSandbox, argv: string[]): Promise<void> {
  let output = '';
  const request = {
    argv,
    cwd: '/',
    environment: { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin' },
    uid: 0,
    pty: false,
    wallMs: 10_000,
    cpuS: 0,
    openFiles: 64,
    outputBytes: 65536,
    fileBytes: 0,
  };
  const program = wiring.run(request, (_, bytes) => {
    output += bytes.toString();
  });
  const end = await program.ended;
  if (end.cause !== 'exited' || end.code !== 0) {
    throw new InfrastructureFault(`an endpoint could not be wired (${end.cause} ${end.code}): ${output.trim()}`);
  }
}
