import {
  type BuildCache,
  buildCache,
  connectDocker,
  type ImageEvent,
  type ImageStore,
  imageStore,
} from '@gradewire/engine';
import type Docker from 'dockerode';
import { ensureBaseImage } from './setup/base-images.ts';
import { ensureDocker } from './setup/docker.ts';
import { buildsFolder } from './setup/state.ts';

/** What programs are run with on this machine. */
export interface Machine {
  readonly docker: Docker;
  readonly images: ImageStore;
  readonly cache: BuildCache;
}

/** Starts Docker where it does not run; base images are made when the first image wants them. `signal` ends their building. */
export async function openMachine(
  report: (line: string) => void,
  onEvent: (event: ImageEvent) => void,
  signal: AbortSignal,
): Promise<Machine> {
  await ensureDocker(report);
  const docker = await connectDocker();
  const images = imageStore(docker, {
    ensureBaseImage: (name) => ensureBaseImage(name, report, signal),
    onEvent,
    signal,
  });
  return { docker, images, cache: buildCache(buildsFolder) };
}
