import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { type GradingResult, isNamed } from '@gradewire/core';
import type { Claim, NewArtefact } from '@gradewire/db';
import type { BlobStore } from '@gradewire/storage';
import { usualCaptureDays } from '../retention/capture-days.ts';

/** Everything that runs left lies below this in the blob store: `runs/<run>/<attempt>/<place>/…`. */
export const runPrefix = 'runs/';

const dayMs = 86_400_000;

/** Names of what belongs to hidden cases. */
export function concealedBy(result: GradingResult, hidden: readonly string[]): ReadonlySet<string> {
  return new Set(result.cases.filter(({ id }) => isNamed(id, hidden)).flatMap(({ artefacts }) => artefacts));
}

/** Names of captures of what went well: of a class matrix these are nearly all, and run again with every submission. */
export function unremarkable(result: GradingResult): ReadonlySet<string> {
  return new Set(result.cases.filter(({ outcome }) => outcome === 'passed').flatMap(({ artefacts }) => artefacts));
}

/** Absolute paths of what the engine left in a folder. */
export async function filesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.sort().map((name) => path.join(folder, name));
}

export interface Keep {
  readonly blobs: BlobStore;
  /** How long captures stay from now on. Days. */
  readonly captureDays?: number;
}

/**
 * Stores the result and these files. Each attempt has a place of its own, and everybody who works on it, so that a worker
 * which comes back from the dead, or has the same claim as another, overwrites nothing; what it stored is named by no row
 * and falls to the sweep.
 */
export async function keepArtefacts(
  { blobs, captureDays = usualCaptureDays }: Keep,
  { runId, fence }: Claim,
  result: GradingResult,
  files: readonly string[],
  hidden: readonly string[],
): Promise<NewArtefact[]> {
  const place = `${runPrefix}${runId}/${fence}/${randomBytes(8).toString('hex')}/`;
  const whole = Buffer.from(JSON.stringify(result));
  const kept = [
    await keep(blobs, place, 'result.json', async function* () {
      yield whole;
    }),
  ];
  for (const file of files) {
    const content = () => createReadStream(file, { highWaterMark: 256 * 1024 });
    kept.push(await keep(blobs, place, path.basename(file), content));
  }
  const concealed = concealedBy(result, hidden);
  return kept.map((one): NewArtefact => {
    if (one.name === 'result.json') return { ...one, kind: 'result', mediaType: 'application/json', hidden: true };
    if (one.name === 'observations.json')
      return { ...one, kind: 'observations', mediaType: 'application/json', hidden: true };
    return {
      ...one,
      kind: 'capture',
      mediaType: 'application/x-pcapng',
      hidden: concealed.has(one.name),
      expiresAt: new Date(Date.now() + captureDays * dayMs),
    };
  });
}

/** Names come from the student's folders: the key is made of the name's digest. */
async function keep(
  blobs: BlobStore,
  place: string,
  name: string,
  content: () => AsyncIterable<Uint8Array>,
): Promise<Pick<NewArtefact, 'name' | 'blobKey' | 'sizeBytes' | 'digest'>> {
  const blobKey = place + createHash('sha256').update(name).digest('hex').slice(0, 32);
  const hash = createHash('sha256');
  let sizeBytes = 0;
  await blobs.put(
    blobKey,
    (async function* () {
      for await (const part of content()) {
        hash.update(part);
        sizeBytes += part.length;
        yield part;
      }
    })(),
  );
  return { name, blobKey, sizeBytes, digest: `sha256:${hash.digest('hex')}` };
}
