import { type EndpointSide, endpointAddress, type Language, type Program, type ProgramRef } from '@gradewire/core';
import type Docker from 'dockerode';
import type { Image } from '../images/image-store.ts';
import { unpackInto } from '../sandbox/archive.ts';
import { ownerUid, type SandboxSpec, sandboxContainer } from '../sandbox/hardening.ts';
import { type StandingSandbox, startSandbox } from '../sandbox/standing.ts';
import type { Endpoint, StartedLab } from './lab.ts';

/** Both endpoints by name, as Docker takes entries of a hosts file. */
export const endpointHosts: readonly string[] = Object.entries(endpointAddress).map((pair) => pair.join(':'));

/** A program with all that is needed to run it. */
export interface ReadyProgram {
  readonly program: Program;
  readonly language: Language;
  readonly image: Image;
  /** The tree to run from: what the build left, or the source. */
  readonly tree: () => AsyncIterable<Uint8Array>;
  readonly treeMiB: number;
}

/**
 * Sandboxes that stand at the same time. Each takes some 7 MiB for the process that Docker keeps beside it, so a class of
 * hundreds would fill a small machine.
 */
export const mostStanding = 128;

/** An endpoint that is in use. Disposing of it gives it back, as its reset left it. */
export interface LentEndpoint extends Disposable {
  readonly endpoint: Endpoint;
}

/**
 * The endpoints of a run: each made when it is first needed, and kept until the end, until it is discarded, or until others
 * need its room.
 */
export interface Endpoints extends AsyncDisposable {
  /**
   * `slot` tells our peers' endpoints apart; a student's program has one endpoint whatever the slot, unless its cases run
   * side by side.
   */
  lend(ref: ProgramRef, side: EndpointSide, slot: number): Promise<LentEndpoint>;
  /** Removes an endpoint of which nothing is known any more; the next one to need it gets a new one. */
  discard(ref: ProgramRef, side: EndpointSide, slot: number): Promise<void>;
}

interface Standing {
  readonly made: Promise<Endpoint>;
  users: number;
}

/** `most`: sandboxes that stand at a time, as long as some of them are not in use. */
export function endpoints(
  docker: Docker,
  lab: StartedLab,
  peers: Image,
  programs: ReadonlyMap<string, ReadyProgram>,
  labels: Record<string, string>,
  sideBySide: boolean,
  most = mostStanding,
): Endpoints {
  /** The one that was lent longest ago comes first. */
  const standing = new Map<string, Standing>();
  const nameOf = (ref: ProgramRef, side: EndpointSide, slot: number) =>
    ref.kind === 'peer' ? `peers/${side}/${slot}` : sideBySide ? `${ref.id}/${slot}` : ref.id;

  async function make(ref: ProgramRef, side: EndpointSide, name: string): Promise<Endpoint> {
    const ready = ref.kind === 'student' ? programs.get(ref.id) : undefined;
    const sandbox = await startSandbox(docker, sandboxContainer(specOf(ready, side, name, peers, labels)));
    try {
      if (ready) await unpackInto(sandbox, ready.tree(), ownerUid);
      return await lab.wire(sandbox, side);
    } catch (error) {
      await sandbox[Symbol.asyncDispose]();
      throw error;
    }
  }

  async function dispose({ made }: Standing) {
    const endpoint: { sandbox: StandingSandbox } | undefined = await made.catch(() => undefined);
    await endpoint?.sandbox[Symbol.asyncDispose]();
  }

  /** Takes down what has been idle longest until there is room for one more. */
  async function makeRoom() {
    const idle = [...standing].filter(([, { users }]) => users === 0);
    const leaving = idle.slice(0, Math.max(0, standing.size + 1 - most));
    for (const [name] of leaving) standing.delete(name);
    await Promise.all(leaving.map(([, entry]) => dispose(entry)));
  }

  function begin(ref: ProgramRef, side: EndpointSide, name: string): Standing {
    const made = makeRoom().then(() => make(ref, side, name));
    made.catch(() => {});
    return { made, users: 0 };
  }

  return {
    async lend(ref, side, slot) {
      const name = nameOf(ref, side, slot);
      const entry = standing.get(name) ?? begin(ref, side, name);
      standing.delete(name);
      standing.set(name, entry);
      entry.users++;
      const giveBack = () => void entry.users--;
      try {
        return { endpoint: await entry.made, [Symbol.dispose]: giveBack };
      } catch (error) {
        giveBack();
        throw error;
      }
    },
    async discard(ref, side, slot) {
      const name = nameOf(ref, side, slot);
      const entry = standing.get(name);
      standing.delete(name);
      if (entry) await dispose(entry);
    },
    async [Symbol.asyncDispose]() {
      const entries = [...standing.values()];
      standing.clear();
      await Promise.all(entries.map(dispose));
    },
  };
}

function specOf(
  ready: ReadyProgram | undefined,
  side: EndpointSide,
  name: string,
  peers: Image,
  labels: Record<string, string>,
): SandboxSpec {
  const common = { name, hostname: side, hosts: endpointHosts, labels };
  if (ready === undefined) return { ...common, kind: 'peers', image: peers.reference, memoryMiB: 128, workMiB: 1 };
  const { image, language, treeMiB } = ready;
  return { ...common, kind: 'run', image: image.reference, memoryMiB: language.memoryMiB, workMiB: treeMiB };
}
