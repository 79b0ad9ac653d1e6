import { LinkProfile, type LinkProfileInput } from '@gradewire/core';
import type { Traffic } from './traffic.ts';

/** A link and what is sent across it, to be compared between the kernel and the emulator. */
export interface Configuration {
  readonly profile: LinkProfile;
  readonly traffic: Traffic;
  /** How long a receiver waits in silence after the last datagram was sent; longer than any delay. */
  readonly lingerMs: number;
}

export interface ConfigurationInput {
  readonly link: Omit<LinkProfileInput, 'name' | 'keying'>;
  readonly traffic?: Traffic;
  readonly lingerMs?: number;
}

/** 400 datagrams in a fifth of a second. */
const usual: Traffic = { clientToServer: { count: 400, size: 100, gapUs: 500 } };

export function configuration(
  name: string,
  { link, traffic = usual, lingerMs = 200 }: ConfigurationInput,
): Configuration {
  return { profile: LinkProfile.parse({ name, keying: 'stream', seed: 7, ...link }), traffic, lingerMs };
}
