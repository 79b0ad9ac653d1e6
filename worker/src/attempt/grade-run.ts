import path from 'node:path';
import { type GradingResult, InfrastructureFault } from '@gradewire/core';
import type { AttemptResult, Claim, Database } from '@gradewire/db';
import { artefactsIn, type GradeOptions, grade, type OnProgress } from '@gradewire/engine';
import { type BlobStore, thaw } from '@gradewire/storage';
import { attemptResult } from './attempt-result.ts';
import { keepArtefacts } from './keep-artefacts.ts';
import { privateFolder } from './private-folder.ts';
import type { OnStep } from './steps.ts';
import { orderOf } from './version-of-run.ts';

/** What a worker grades with. */
export type Means = Pick<GradeOptions, 'docker' | 'images' | 'cache' | 'jobs'> & {
  readonly db: Database;
  readonly blobs: BlobStore;
};

/**
 * From a claim to what is to be committed: the frozen tree into a private folder, the engine, artefacts into the blob store.
 * Throws what stood in the way, which is always a fault of ours; a run that stayed incomplete as well.
 */
export async function gradeRun(
  means: Means,
  claim: Claim,
  signal: AbortSignal,
  onProgress: OnProgress,
  onStep: OnStep,
): Promise<AttemptResult> {
  const order = await orderOf(means.db, claim);
  await using place = await privateFolder();
  const folder = path.join(place.path, 'source');
  const artefacts = path.join(place.path, 'artefacts');
  await thaw(means.blobs, order.treeDigest, folder);
  onStep('laid-out');
  signal.throwIfAborted();
  const { docker, images, cache, jobs } = means;
  const result = await grade({
    docker,
    images,
    cache,
    ...(jobs === undefined ? {} : { jobs }),
    kit: order.kit,
    config: order.config,
    seed: order.seed,
    link: order.link,
    folder,
    artefacts: artefactsIn(artefacts),
    onProgress,
    signal,
  });
  if (result.source.digest !== order.treeDigest) {
    throw new InfrastructureFault(`what was graded is ${result.source.digest} and not ${order.treeDigest}`);
  }
  if (result.status === 'incomplete') throw new InfrastructureFault(whyIncomplete(result));
  onStep('graded');
  const kept = await keepArtefacts(means.blobs, claim, result, artefacts, order.hidden);
  onStep('stored');
  return attemptResult(result, order, kept);
}

function whyIncomplete({ infrastructure, cases, link }: GradingResult): string {
  if (infrastructure.faults.length > 0) return infrastructure.faults.slice(0, 5).join('; ');
  const unsupported = cases.filter(({ outcome }) => outcome === 'unsupported').length;
  return `the link ${link.backend} cannot express ${unsupported} of the cases: publish a version for the emulator`;
}
