import { readFile } from 'node:fs/promises';
import { type LinkProfile, namedProfile, namedProfiles, parseTcNetem, readLinkProfile } from '@gradewire/core';
import { BadUsage } from '../option-values.ts';
import { nearest } from './nearest.ts';

const usualSeed = 1;

/** Reads what stands behind `--profile`: a name, a JSON file, a line of tc. `seed` goes before its own. Throws BadUsage. */
export async function readProfile(text: string, seed: number | undefined): Promise<LinkProfile> {
  if (/\.json$/i.test(text) || text.includes('/')) return fromFile(text, seed);
  if (/\s/.test(text.trim())) return fromTcLine(text, seed);
  const found = namedProfile(text, seed ?? usualSeed);
  if ('profile' in found) return found.profile;
  const meant = nearest(text, [...namedProfiles.keys()]);
  throw new BadUsage(`--profile: ${meant === undefined ? '' : `did you mean ${meant}? `}${found.problem}`);
}

async function fromFile(file: string, seed: number | undefined): Promise<LinkProfile> {
  let written: unknown;
  try {
    written = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new BadUsage(`--profile ${file}: ${whyUnreadable(error as NodeJS.ErrnoException)}`);
  }
  return withSeed(accepted(written, `--profile ${file}`), seed, (written as { seed?: number }).seed);
}

function whyUnreadable(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return 'there is no such file';
  if (error.code === 'EISDIR') return 'is a folder: name a file';
  return error instanceof SyntaxError ? `is not JSON: ${error.message}` : error.message;
}

function fromTcLine(line: string, seed: number | undefined): LinkProfile {
  const read = parseTcNetem(line);
  if ('problems' in read) throw new BadUsage(`--profile "${line}": ${read.problems.join('; ')}`);
  const both = { clientToServer: read.impairment, serverToClient: read.impairment };
  return withSeed(accepted({ name: 'tc line', ...both }, `--profile "${line}"`), seed, read.seed);
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
