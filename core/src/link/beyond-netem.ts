import { drawsAtRandom } from './impairment.ts';
import type { LinkProfile } from './profile.ts';
import { linkDirections } from './rule.ts';

const random = (profile: LinkProfile) => linkDirections.some((direction) => drawsAtRandom(profile[direction]));

/** What the profile asks for that kernel netem cannot do at all, so that only the emulator can run it; empty if nothing. */
export function beyondNetem(profile: LinkProfile): string[] {
  const reasons = linkDirections
    .filter((direction) => (profile[direction].visibleCorruption?.percent ?? 0) > 0)
    .map(
      (direction) => `${direction}.visibleCorruption: the kernel drops what netem corrupts before a program sees it`,
    );
  if (profile.rules.length > 0) reasons.push('rules: netem cannot name single packets');
  // Where nothing is drawn, every keying yields the same fates.
  if (profile.keying === 'message' && random(profile)) reasons.push('keying message: netem does not read payloads');
  return reasons;
}

/** What netem does in its own, coarser way: it runs, but packets meet other fates than in the emulator. */
export function coarserInNetem(profile: LinkProfile): string[] {
  return profile.keying === 'flow' && random(profile)
    ? ['keying flow: netem draws for all flows of a direction from one stream']
    : [];
}
