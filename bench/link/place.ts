import type { EndpointSide, LinkProfile, RealisedLink } from '@gradewire/core';
import { type Endpoint, type StandingSandbox, type StartedLab, startLab } from '@gradewire/engine';
import { emulator } from '../../engine/src/lab/emulator.ts';
import { openMachine } from '../machine.ts';
import { joinByBridge } from './bridge.ts';
import { type LinkProcess, linkProcesses } from './link-processes.ts';
import { startPeerSandbox } from './peer-sandbox.ts';
import { startProgram } from './programs.ts';

/** What joins two endpoints: our program, or the kernel's bridge between the very same ports. */
export type Via = 'emulator' | 'bridge';

export interface Pair {
  readonly client: Endpoint;
  readonly server: Endpoint;
}

export interface Joined {
  /** What the emulator did; the bridge does not say. */
  stop(): Promise<RealisedLink | undefined>;
}

/** A lab as a grading has it. */
export interface Place extends AsyncDisposable {
  /** The first `count` pairs of endpoints; each is made when it is first needed. */
  pairs(count: number): Promise<Pair[]>;
  /** The bridge does nothing to packets, whatever the profile. */
  join(via: Via, pair: Pair, profile: LinkProfile): Promise<Joined>;
  /** Keeps `processors` busy, in sandboxes beside the lab with the usual weight, until it is disposed of. */
  busy(processors: number): Promise<AsyncDisposable>;
  /** Of the link programs that run now. */
  linkProcesses(): Promise<LinkProcess[]>;
}

export async function openPlace(labels: Record<string, string>): Promise<Place> {
  const { docker, images } = await openMachine();
  const image = (await images.ensure('lab')).reference;
  await using opening = new AsyncDisposableStack();
  let inside: { links: StandingSandbox; wiring: StandingSandbox } | undefined;
  const lab: StartedLab = opening.use(
    await startLab(docker, image, labels, (links, wiring) => {
      inside = { links, wiring };
      return emulator(links);
    }),
  );
  const { links, wiring } = inside!;
  const owned = opening.move();
  const sandbox = async (name: string) => owned.use(await startPeerSandbox(docker, image, name, labels));
  const endpoint = async (side: EndpointSide) => lab.wire(await sandbox(side), side);
  const made: Pair[] = [];
  const loopers: StandingSandbox[] = [];

  const place: Omit<Place, typeof Symbol.asyncDispose> = {
    async pairs(count) {
      while (made.length < count) made.push({ client: await endpoint('client'), server: await endpoint('server') });
      return made.slice(0, count);
    },
    async join(via, { client, server }, profile) {
      if (via === 'bridge') return joinByBridge(links, wiring, client.port, server.port);
      const link = await lab.join(client, server, profile);
      return { stop: async () => (await link.stop()).realised };
    },
    async busy(processors) {
      while (loopers.length < processors) loopers.push(await sandbox('busy'));
      const loops = loopers
        .slice(0, processors)
        .map((looper) => startProgram(looper, ['sh', '-c', 'while :; do :; done']));
      return {
        async [Symbol.asyncDispose]() {
          for (const loop of loops) loop.kill();
          await Promise.all(loops.map(({ ended }) => ended.catch(() => {})));
        },
      };
    },
    linkProcesses: () => linkProcesses(links),
  };
  return { ...place, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
