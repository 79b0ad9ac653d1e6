import { randomUUID } from 'node:crypto';
import os from 'node:os';
import type { GradingResult, Kit } from '@gradewire/core';
import type Docker from 'dockerode';
import { type Artefacts, noArtefacts } from './artefacts.ts';
import { assemble, recordOf } from './assemble.ts';
import { type BuildCache, pruneCache } from './build/build-cache.ts';
import type { ImageStore } from './images/image-store.ts';
import { type LinkChoice, settleBackend } from './lab/choose-backend.ts';
import { endpoints } from './lab/endpoints.ts';
import { startLab } from './lab/lab.ts';
import { probeKernel } from './lab/probe.ts';
import { prepare } from './prepare.ts';
import type { OnProgress } from './progress.ts';
import { runCases } from './run-cases.ts';
import { runLabels } from './sandbox/labels.ts';
import { reapOrphans, reapRun } from './sandbox/reaper.ts';

export interface GradeOptions {
  readonly docker: Docker;
  readonly images: ImageStore;
  readonly cache: BuildCache;
  readonly kit: Kit;
  /** As the kit parsed it; `packages` names extra Debian packages by language, if the kit has such a thing. */
  readonly config: unknown;
  readonly folder: string;
  readonly seed: number;
  /**
   * Cases side by side, to begin with: what the kit says for each processor if not given. Most of a case is waiting (for
   * a message to end, for a slow peer, for a timer), and a program that computes still has a processor's worth of its
   * own time limit to spare.
   */
  readonly jobs?: number;
  /** What makes the links of all cases; the emulator if not given. */
  readonly link?: LinkChoice;
  readonly artefacts?: Artefacts;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/** Grades a folder: discover, build, run, judge. Throws InfrastructureFault, UnreadableSource and LinkUnavailable. */
export async function grade(options: GradeOptions): Promise<GradingResult> {
  const { docker, kit, signal } = options;
  const jobs = options.jobs ?? kit.casesPerProcessor * os.availableParallelism();
  const runId = randomUUID();
  const labels = runLabels(runId);
  await reapOrphans(docker);
  // Whatever is being waited for ends with its sandbox: an abort takes effect at once, in every phase.
  const onAbort = () => void reapRun(docker, runId).catch(() => {});
  signal?.addEventListener('abort', onAbort);
  try {
    const backend = await settleBackend(options.link ?? 'emulator', async () =>
      probeKernel(docker, (await options.images.ensure('lab')).reference, labels),
    );
    const prepared = await prepare(options, jobs, labels);
    await using lab = await startLab(docker, prepared.lab.reference, labels, backend.backendIn);
    await using standing = endpoints(docker, lab, prepared.peers, prepared.ready, labels, kit.sideBySide);
    const runner = {
      kit,
      lab,
      inexpressible: backend.inexpressible,
      endpoints: standing,
      programs: prepared.ready,
      jobs,
      artefacts: options.artefacts ?? noArtefacts,
      onProgress: options.onProgress ?? (() => {}),
      ...(signal ? { signal } : {}),
    };
    const runs = await runCases(runner, prepared.setup);
    await runner.artefacts.keepObservations(recordOf(options, prepared.setup, runs));
    return assemble(options, prepared.setup, runs, prepared.images, lab.backend);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
    await reapRun(docker, runId);
    await pruneCache(options.cache.folder);
  }
}
