import { createHash } from 'node:crypto';
import { type LinkProfile, type LinkProfileInput, namedProfiles, readLinkProfile } from '@gradewire/core';

type Direction = NonNullable<LinkProfileInput['clientToServer']>;

const fiftyMs: Direction = { delay: '50ms' };
const fivePercent: Direction = { loss: { model: 'random', percent: 5 } };
/** A packet of a greeting takes some 10 ms; the queue holds more than one honest exchange ever sends at once. */
const modem: Direction = { rate: { bitsPerSecond: '64kbit' }, limit: 20 };

/** Weather of this kit's own, by name; the same in both directions. */
const ownWeather: ReadonlyMap<string, Direction> = new Map([
  ['delay', fiftyMs],
  ['loss', fivePercent],
  ['slow', modem],
  ['all', { ...fiftyMs, ...fivePercent, ...modem }],
]);

/** What pairs are run under besides the usual link: a profile by its name, or one that somebody wrote. */
export function readWeather(
  value: unknown,
): { readonly profile: LinkProfile } | { readonly problems: readonly string[] } {
  const read = typeof value === 'string' ? byName(value) : readLinkProfile(value);
  if ('problems' in read) return read;
  const { name, keying } = read.profile;
  if (keying === 'flow') return read;
  const why = 'must be "flow" here: over TCP there are no messages to read, and every pair is to meet the same fates';
  return { problems: [`keying: "${keying}" of ${name} ${why}`] };
}

function byName(name: string): ReturnType<typeof readLinkProfile> {
  const own = ownWeather.get(name);
  if (own) return readLinkProfile({ name, clientToServer: own, serverToClient: own });
  const named = namedProfiles.get(name);
  if (named) return { profile: named.profile };
  const known = [...ownWeather.keys(), ...namedProfiles.keys()].join(', ');
  return { problems: [`"${name}" is no weather: there are ${known}; or give a link profile, { "name": …, … }`] };
}

/**
 * The profile with the seed of the run's own weather: every pair meets the same fates in it, connection by connection
 * and packet by packet, and another profile meets others. A seed that the profile names stays.
 */
export function seeded(profile: LinkProfile, runSeed: number): LinkProfile {
  if (profile.seed !== 0) return profile;
  const hash = createHash('sha256').update(`${runSeed}/weather/${profile.name}`).digest();
  return { ...profile, seed: hash.readUIntBE(0, 6) };
}
