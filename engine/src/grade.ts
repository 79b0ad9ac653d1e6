import { randomUUID } from 'node:crypto';
import os from 'node:os';
import type { GradingResult, Kit } from '@gradewire/core';
import type Docker from 'dockerode';
import { allOrFirstFault } from './all-or-first-fault.ts';
import { type Artefacts, noArtefacts } from './artefacts.ts';
import { assemble, imagesByFolder, recordOf } from './assemble.ts';
import { type BuildCache, pruneCache } from './build/build-cache.ts';
import type { ImageStore } from './images/image-store.ts';
import { recipesOf } from './images/recipe-digests.ts';
import type { InClass } from './in-class.ts';
import { knownObservations, subjectDigests } from './known.ts';
import { type LinkChoice, settleBackend } from './lab/choose-backend.ts';
import { endpoints } from './lab/endpoints.ts';
import { startLab } from './lab/lab.ts';
import { probeKernel } from './lab/probe.ts';
import type { SpareLab } from './lab/spare-lab.ts';
import { prepare } from './prepare.ts';
import type { OnProgress } from './progress.ts';
import { runCases } from './run-cases.ts';
import { runLabels } from './sandbox/labels.ts';
import { keepReaping, reapOrphans, reapRun } from './sandbox/reaper.ts';

export interface GradeOptions {
  readonly docker: Docker;
  readonly images: ImageStore;
  readonly cache: BuildCache;
  readonly kit: Kit;
  /** As the kit parsed it; `packages` names extra Debian packages by language, if the kit has such a thing. */
  readonly config: unknown;
  /**
   * Ids of cases, or beginnings of ids, that are not planned at all: a result of the public cases, and told to be one even
   * where nothing is withheld. Undefined: all cases.
   */
  readonly withheld?: readonly string[];
  readonly folder: string;
  /** How it is graded among others; by itself if not given. */
  readonly inClass?: InClass;
  readonly seed: number;
  /**
   * Cases side by side, to begin with: what the kit says for each processor if not given. Most of a case is waiting (for
   * a message to end, for a slow peer, for a timer), and a program that computes still has a processor's worth of its
   * own time limit to spare.
   */
  readonly jobs?: number;
  /** What makes the links of all cases; the emulator if not given. */
  readonly link?: LinkChoice;
  /** Where labs of the emulator come from, if not made for the run. */
  readonly spareLab?: SpareLab;
  readonly artefacts?: Artefacts;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/** Grades a folder: discover, build, run, judge. Throws InfrastructureFault, UnreadableSource and LinkUnavailable. */
export async function grade(asked: GradeOptions): Promise<GradingResult> {
  const options = withholding(asked);
  const { docker, kit, signal } = options;
  const jobs = options.jobs ?? kit.casesPerProcessor * os.availableParallelism();
  const runId = randomUUID();
  const labels = runLabels(runId);
  await reapOrphans(docker);
  signal?.throwIfAborted();
  // Whatever is being waited for ends with its sandbox: an abort takes effect at once, in every phase that has one.
  await using reaping = new AsyncDisposableStack();
  const onAbort = () => void reaping.use(keepReaping(docker, runId));
  signal?.addEventListener('abort', onAbort);
  try {
    const backend = await settleBackend(options.link ?? 'emulator', async () =>
      probeKernel(docker, (await options.images.ensure('lab')).reference, labels),
    );
    const makeLab = async () =>
      options.spareLab && backend.name === 'emulator'
        ? options.spareLab.take()
        : startLab(docker, (await options.images.ensure('lab')).reference, labels, backend.backendIn);
    await using owned = new AsyncDisposableStack();
    // Containers take their time to start, and need nothing of what is built meanwhile.
    const [prepared, lab] = await allOrFirstFault([
      prepare(options, jobs, labels),
      makeLab().then((made) => owned.use(made)),
    ]);
    await using standing = endpoints(docker, lab, prepared.peers, prepared.ready, labels, kit.sideBySide);
    const runner = {
      kit,
      lab,
      inexpressible: backend.inexpressible,
      endpoints: standing,
      programs: prepared.ready,
      withheld: options.withheld ?? [],
      jobs,
      artefacts: options.artefacts ?? noArtefacts,
      onProgress: options.onProgress ?? (() => {}),
      ...(signal ? { signal } : {}),
    };
    const digests = subjectDigests(prepared.sources);
    const recipes = recipesOf([prepared.lab, prepared.peers, ...prepared.images.values()]);
    const known = knownObservations(options.inClass?.known ?? [], prepared.setup, digests, prepared);
    const runs = await runCases(runner, prepared.setup, known);
    await runner.artefacts.keepObservations(recordOf(options, prepared.setup, runs, digests, recipes));
    const images = { images: imagesByFolder(prepared.setup, prepared.images), recipes };
    return assemble(options, prepared.setup, runs, images, lab.backend);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
    await reapRun(docker, runId);
    await pruneCache(options.cache.folder);
  }
}

function withholding(options: GradeOptions): GradeOptions {
  const { kit, config, withheld } = options;
  return withheld === undefined ? options : { ...options, config: kit.withhold(config, withheld) };
}
