import type { EndpointSide } from '@gradewire/core';
import { type Endpoint, type ImageStore, type StandingSandbox, type StartedLab, startLab } from '@gradewire/engine';
import { kitById } from '@gradewire/kits';
import type Docker from 'dockerode';
import { tellingEmulator } from '../../engine/src/lab/emulator.ts';
import type { ToldFate } from '../../engine/src/lab/told-fate.ts';
import { requestOf } from '../../engine/src/sandbox/proving-ground.ts';
import { startPeerSandbox } from '../link/peer-sandbox.ts';

/** Two endpoints with the reference sender and receiver in them. */
export interface Pair {
  readonly client: Endpoint;
  readonly server: Endpoint;
  /** What the links between them have told since this was last asked. */
  takeFates(): ToldFate[];
}

/** Programs that do nothing but compute. */
export interface Load {
  /** Ends them. How much time of processors each has had, in ms. */
  stop(): Promise<number[]>;
}

/** One lab with several pairs, whose links tell every packet's fate. */
export interface Place extends AsyncDisposable {
  readonly lab: StartedLab;
  readonly pairs: readonly Pair[];
  peerCommand(name: string): readonly string[];
  /** Keeps processors busy, in sandboxes beside the lab with the usual weight. */
  busy(): Load;
}

/** `labels` are for the reaper. `loopers`: how many busy programs `busy` is to have. Throws InfrastructureFault. */
export async function openPlace(
  docker: Docker,
  images: ImageStore,
  labels: Record<string, string>,
  count: number,
  loopers: number,
): Promise<Place> {
  const kit = kitById('reliable-udp')!;
  const [forLab, forPeers] = await Promise.all([images.ensure('lab'), images.ensure(kit.peersImage)]);
  await using opening = new AsyncDisposableStack();
  const told = new Map<string, ToldFate[]>();
  const lab = opening.use(
    await startLab(docker, forLab.reference, labels, (links) =>
      tellingEmulator(links, (client, fate) => void told.get(client)?.push(fate)),
    ),
  );
  const sandbox = async (name: string) => opening.use(await startPeerSandbox(docker, forPeers.reference, name, labels));
  const endpoint = async (side: EndpointSide) => lab.wire(await sandbox(side), side);
  const pairs: Pair[] = [];
  for (let i = 0; i < count; i++) {
    const [client, server] = await Promise.all([endpoint('client'), endpoint('server')]);
    told.set(client.port, []);
    pairs.push({ client, server, takeFates: () => told.get(client.port)!.splice(0) });
  }
  const standing: StandingSandbox[] = [];
  for (let i = 0; i < loopers; i++) standing.push(await sandbox('busy'));
  const owned = opening.move();
  return {
    lab,
    pairs,
    peerCommand: (name) => kit.peerCommand(name),
    busy() {
      const loop = requestOf(['sh', '-c', 'while :; do :; done'], { cwd: '/', wallMs: 600_000 });
      const running = standing.map((looper) => looper.run(loop, () => {}));
      return {
        async stop() {
          for (const one of running) one.kill();
          return Promise.all(running.map(async ({ ended }) => (await ended).cpuMs));
        },
      };
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
