import { beyondNetem, drawsAtRandom, type LinkProfile, linkDirections } from '@gradewire/core';
import { emulator } from './emulator.ts';
import type { BackendIn } from './lab.ts';
import { netem } from './netem.ts';
import type { KernelProbe } from './probe.ts';

export const linkChoices = ['emulator', 'netem'] as const;
export type LinkChoice = (typeof linkChoices)[number];

/** The backend of a run, settled before its first case: every case of the run crosses a link of this kind. */
export interface SettledBackend {
  readonly name: LinkChoice;
  readonly backendIn: BackendIn;
  /** What a profile asks for that this backend cannot do; empty if nothing. */
  readonly inexpressible: (profile: LinkProfile) => readonly string[];
}

/** The backend that was asked for cannot run here; the message names the reason and the way out. */
export class LinkUnavailable extends Error {
  override readonly name = 'LinkUnavailable';
  /** The same without the words of the command line. */
  readonly reason: string;

  constructor(message: string, reason = message) {
    super(message);
    this.reason = reason;
  }
}

export const emulatorBackend: SettledBackend = { name: 'emulator', backendIn: emulator, inexpressible: () => [] };

/** Never decided by what the machine happens to have: see docs/adr/0007. Throws LinkUnavailable. */
export async function settleBackend(choice: LinkChoice, probe: () => Promise<KernelProbe>): Promise<SettledBackend> {
  if (choice === 'emulator') return emulatorBackend;
  const { netem: support } = await probe();
  if (!support.netem) {
    const reason = `the kernel of this machine does not have it (${support.reason})`;
    throw new LinkUnavailable(`--link netem: ${reason}; use --link emulator`, `netem: ${reason}`);
  }
  return {
    name: 'netem',
    backendIn: (links, wiring) => netem(links, wiring, support),
    inexpressible: (profile) => beyondKernel(profile, support),
  };
}

/** `beyondNetem`, and what this kernel's netem lacks. */
export function beyondKernel(
  profile: LinkProfile,
  { seed, kernel }: { readonly seed: boolean; readonly kernel: string },
): string[] {
  const random = linkDirections.some((direction) => drawsAtRandom(profile[direction]));
  const withoutSeed = `seed: netem of Linux ${kernel} draws other fates in every run (6.6 is the first that does not)`;
  return [...beyondNetem(profile), ...(random && !seed ? [withoutSeed] : [])];
}
