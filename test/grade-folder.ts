import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { GradingResult, Kit } from '@gradewire/core';
import { buildCache, connectDocker, type GradeOptions, grade, imageStore } from '@gradewire/engine';
import { kitById } from '@gradewire/kits';
import { ensureBaseImage } from '../cli/src/setup/base-images.ts';
import { ensureDocker } from '../cli/src/setup/docker.ts';
import { buildsFolder } from '../cli/src/setup/state.ts';

/** The repository's root. */
export const root = path.join(import.meta.dirname, '..');

export const helloInternet = kitById('hello-internet')!;

/** Grades a folder as the command line does. Builds are kept between test runs, in the cache of this user. */
export async function gradeFolder(
  folder: string,
  options: Partial<Pick<GradeOptions, 'kit' | 'jobs' | 'artefacts' | 'onProgress' | 'cache'>> & {
    config?: object;
  } = {},
): Promise<GradingResult> {
  const report = () => {};
  await ensureDocker(report);
  const docker = await connectDocker();
  const kit: Kit<unknown> = options.kit ?? helloInternet;
  return grade({
    docker,
    images: imageStore(docker, { ensureBaseImage: (name) => ensureBaseImage(name, report) }),
    cache: buildCache(buildsFolder),
    folder,
    seed: 1,
    ...options,
    kit,
    config: kit.parseConfig(options.config ?? {}),
  });
}

/** A folder that is gone when the test is over. */
export async function temporaryFolder(): Promise<AsyncDisposable & { path: string }> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'gradewire-test-'));
  return { path: folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
