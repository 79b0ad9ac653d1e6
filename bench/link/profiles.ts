import { LinkProfile, type LinkProfileInput } from '@gradewire/core';

/** Nothing happens to its packets: the emulator's short way. */
export const clean: LinkProfile = LinkProfile.parse({ name: 'clean' });

/** The same impairment both ways. */
export function bothWays(impairment: NonNullable<LinkProfileInput['clientToServer']>): LinkProfile {
  return LinkProfile.parse({ name: 'bench', seed: 1, clientToServer: impairment, serverToClient: impairment });
}

/** What a reliable sender has to cope with in class. */
export const lossy: LinkProfile = bothWays({ delay: '50ms', loss: { model: 'random', percent: 20 } });
