import type { EndpointSide } from '@gradewire/core';
import type { Image, ImageStore } from '../images/image-store.ts';
import { type ProvingGround, provingGround, requestOf } from '../sandbox/proving-ground.ts';
import type { RunningProgram } from '../sandbox/standing.ts';
import { endpointHosts } from './endpoints.ts';
import { type BackendIn, type Endpoint, type StartedLab, startLab } from './lab.ts';

/** What tests of the lab share: a lab, and endpoints in it that are removed at the end. */
export interface LabGround {
  readonly ground: ProvingGround;
  readonly lab: StartedLab;
  endpoint(side: EndpointSide): Promise<Endpoint>;
  close(): Promise<void>;
}

const usualLab = (images: ImageStore): Promise<Image> => images.ensure('lab');

/** `backendIn`: how its links are made, if not by the emulator; `labImage`: what its containers are made of. */
export async function labGround(backendIn?: BackendIn, labImage = usualLab): Promise<LabGround> {
  const ground = await provingGround();
  const { reference } = await labImage(ground.images);
  const owned = new AsyncDisposableStack();
  const lab = owned.use(await startLab(ground.docker, reference, ground.labels, backendIn));
  return {
    ground,
    lab,
    async endpoint(side) {
      const sandbox = owned.use(
        await ground.sandbox('python', undefined, { name: side, hostname: side, hosts: endpointHosts }),
      );
      return lab.wire(sandbox, side);
    },
    async close() {
      await owned.disposeAsync();
      await ground.close();
    },
  };
}

/** A Python script in an endpoint, with its output as it comes. */
export interface Script {
  readonly program: RunningProgram;
  output(): string;
  /** Its output once it has ended. */
  readonly ended: Promise<string>;
}

export function script({ sandbox }: Endpoint, source: string, wallMs = 120_000): Script {
  let output = '';
  const program = sandbox.run(requestOf(['python3', '-u', '-c', source], { cwd: '/', wallMs }), (_, bytes) => {
    output += bytes.toString();
  });
  const ended = program.ended.then(() => output);
  // One that is left running ends with its sandbox, and nobody may be waiting for it.
  ended.catch(() => {});
  return { program, output: () => output, ended };
}

/** Echoes over TCP on the port, one connection after the other. */
export const echoServer = (port: number) => `
import socket
s = socket.create_server(('', ${port}))
while True:
    c, _ = s.accept()
    c.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    while data := c.recv(65536): c.sendall(data)
    c.close()
`;
