import path from 'node:path';
import { InfrastructureFault } from '@gradewire/core';
import type { AttemptResult, Claim, Database } from '@gradewire/db';
import {
  artefactsIn,
  CannotJudge,
  type GradeOptions,
  grade,
  LinkUnavailable,
  type OnProgress,
} from '@gradewire/engine';
import { type BlobStore, thaw } from '@gradewire/storage';
import type { MachineKernel } from '../kernel.ts';
import { attemptResult } from './attempt-result.ts';
import { classOfRun } from './class-of-run.ts';
import { type Judged, judgeRun } from './judge-run.ts';
import { filesIn, keepArtefacts, unremarkable } from './keep-artefacts.ts';
import { matrixOf } from './matrix-of.ts';
import { privateFolder } from './private-folder.ts';
import type { OnStep } from './steps.ts';
import { storable } from './storable.ts';
import { withoutLink, withUnsupported } from './unlinked.ts';
import { type Order, orderOf } from './version-of-run.ts';

/** What a worker grades with. */
export type Means = Pick<GradeOptions, 'docker' | 'images' | 'cache' | 'jobs' | 'spareLab'> & {
  readonly db: Database;
  readonly blobs: BlobStore;
  /** How long captures stay. Days. */
  readonly captureDays?: number;
  /** That this machine can make the kernel's links: then one that cannot be made is a fault. */
  readonly kernel?: Pick<MachineKernel, 'hasNetem'>;
};

/**
 * From a claim to what is to be committed: the frozen tree into a private folder, the engine, artefacts into the blob store.
 * Throws what stood in the way, which is always a fault of ours; a run that stayed incomplete as well. One whose version
 * asks for a link that this machine cannot make is no fault, and no other attempt would fare better: that is its result.
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
  const judged = await judgedAgain(means, claim, order, folder, onStep);
  if (judged !== undefined && !(judged instanceof CannotJudge)) {
    return attemptResult(judged.result, order, judged.artefacts);
  }
  const among = await classOfRun(means, claim, order, place.path);
  signal.throwIfAborted();
  const { docker, images, cache, jobs, spareLab } = means;
  const graded = grade({
    docker,
    images,
    cache,
    ...(jobs === undefined ? {} : { jobs }),
    ...(spareLab === undefined ? {} : { spareLab }),
    kit: order.kit,
    config: order.config,
    ...(order.withheld === undefined ? {} : { withheld: order.withheld }),
    seed: order.seed,
    link: order.link,
    folder,
    ...(among === undefined ? {} : { inClass: among.inClass }),
    artefacts: artefactsIn(artefacts),
    onProgress,
    signal,
  });
  const result = await graded.catch((error: unknown) => {
    if (error instanceof LinkUnavailable && !means.kernel?.hasNetem()) return error;
    throw error;
  });
  if (result instanceof LinkUnavailable) return withoutLink(result);
  if (result.source.digest !== order.treeDigest) {
    throw new InfrastructureFault(`what was graded is ${result.source.digest} and not ${order.treeDigest}`);
  }
  const { faults } = result.infrastructure;
  if (faults.length > 0) throw new InfrastructureFault(faults.slice(0, 5).join('; '));
  onStep('graded');
  const left = claim.reason === 'matrix' ? unremarkable(result) : new Set();
  const files = (await filesIn(artefacts)).filter((file) => !left.has(path.basename(file)));
  const kept = await keepArtefacts(means, claim, result, files, order.hidden);
  onStep('stored');
  const done = attemptResult(result, order, kept);
  if (result.status === 'incomplete') return { ...done, ...withUnsupported(result) };
  const matrix = matrixOf(storable(result), claim, order, among?.teams);
  const all = matrix ? { ...done, matrix, wantsMatrix: claim.reason === 'official' } : done;
  return judged === undefined ? all : { ...all, ranInFull: judged.message };
}

/** Undefined where nothing is to be judged again; what cannot be is run. */
async function judgedAgain(
  means: Means,
  claim: Claim,
  order: Order,
  folder: string,
  onStep: OnStep,
): Promise<Judged | CannotJudge | undefined> {
  if (order.judgeFrom === undefined) return undefined;
  if (order.among !== undefined) return new CannotJudge('it was graded among others, who are others by now');
  return judgeRun(means, claim, order, order.judgeFrom, folder, onStep).catch((error) => {
    if (error instanceof CannotJudge) return error;
    throw error;
  });
}
