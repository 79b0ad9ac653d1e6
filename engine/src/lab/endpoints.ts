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

/** The endpoints of a run: each made when it is first needed, kept until the end, or until it is discarded. */
export interface Endpoints extends AsyncDisposable {
  /**
   * `slot` tells our peers' endpoints apart; a student's program has one endpoint whatever the slot, unless its cases run
   * side by side.
   */
  get(ref: ProgramRef, side: EndpointSide, slot: number): Promise<Endpoint>;
  /** Removes an endpoint of which nothing is known any more; the next one to need it gets a new one. */
  discard(ref: ProgramRef, side: EndpointSide, slot: number): Promise<void>;
}

export function endpoints(
  docker: Docker,
  lab: StartedLab,
  peers: Image,
  programs: ReadonlyMap<string, ReadyProgram>,
  labels: Record<string, string>,
  sideBySide: boolean,
): Endpoints {
  const made = new Map<string, Promise<Endpoint>>();
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

  async function dispose(entry: Promise<Endpoint>) {
    const endpoint: { sandbox: StandingSandbox } | undefined = await entry.catch(() => undefined);
    await endpoint?.sandbox[Symbol.asyncDispose]();
  }

  return {
    get(ref, side, slot) {
      const name = nameOf(ref, side, slot);
      let entry = made.get(name);
      if (entry === undefined) {
        entry = make(ref, side, name);
        entry.catch(() => {});
        made.set(name, entry);
      }
      return entry;
    },
    async discard(ref, side, slot) {
      const name = nameOf(ref, side, slot);
      const entry = made.get(name);
      made.delete(name);
      if (entry) await dispose(entry);
    },
    async [Symbol.asyncDispose]() {
      const entries = [...made.values()];
      made.clear();
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
