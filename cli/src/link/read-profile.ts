import { readFile } from 'node:fs/promises';
import { type LinkProfile, namedProfile, namedProfiles, nearest, parseTcNetem, readLinkProfile } from '@gradewire/core';
import { BadUsage } from '../option-values.ts';

const usualSeed = 1;

/**
 * Reads what stands behind `--profile` or `--show`: a name, a JSON file, a line of tc. `seed` goes before its own. Throws
 * BadUsage, which names the option.
 */
export async function readProfile(
  text: string,
  seed: number | undefined,
  option: '--profile' | '--show' = '--profile',
): Promise<LinkProfile> {
  if (/\.json$/i.test(text) || text.includes('/')) return fromFile(text, seed, option);
  if (/\s/.test(text.trim())) return fromTcLine(text, seed, option);
  const found = namedProfile(text, seed ?? usualSeed);
  if ('profile' in found) return found.profile;
  const meant = nearest(text, [...namedProfiles.keys()]);
  throw new BadUsage(`${option}: ${meant === undefined ? '' : `did you mean ${meant}? `}${found.problem}`);
}

async function fromFile(file: string, seed: number | undefined, option: string): Promise<LinkProfile> {
  let written: unknown;
  try {
    written = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new BadUsage(`${option} ${file}: ${whyUnreadable(error as NodeJS.ErrnoException)}`);
  }
  return withSeed(accepted(written, `${option} ${file}`), seed, (written as { seed?: number }).seed);
}

function whyUnreadable(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return 'there is no such file';
  if (error.code === 'EISDIR') return 'is a folder: name a file';
  return error instanceof SyntaxError ? `is not JSON: ${error.message}` : error.message;
}

function fromTcLine(line: string, seed: number | undefined, option: string): LinkProfile {
  const read = parseTcNetem(line);
  if ('problems' in read) throw new BadUsage(`${option} "${line}": ${read.problems.join('; ')}`);
  const both = { clientToServer: read.impairment, serverToClient: read.impairment };
  return withSeed(accepted({ name: 'tc line', ...both }, `${option} "${line}"`), seed, read.seed);
}

function accepted(value: unknown, what: string): LinkProfile {
  const read = readLinkProfile(value);
  if ('problems' in read) throw new BadUsage(`${what}: ${read.problems.join('; ')}`);
  return read.profile;
}

const withSeed = (profile: LinkProfile, asked: number | undefined, own: number | undefined): LinkProfile => ({
  ...profile,
  seed: asked ?? own ?? usualSeed,
});
