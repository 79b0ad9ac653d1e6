import { fileURLToPath } from 'node:url';
import { type BuildCache, buildCache, connectDocker, type ImageStore, imageStore } from '@gradewire/engine';
import type Docker from 'dockerode';

export interface Machine {
  readonly docker: Docker;
  readonly images: ImageStore;
  readonly cache: BuildCache;
}

/** What a grading needs of this machine. A benchmark installs nothing: its images are built from bases that are there. */
export async function openMachine(): Promise<Machine> {
  const docker = await connectDocker();
  const ensureBaseImage = async (name: string) => {
    throw new Error(`${name} is missing: run \`npm start\` first`);
  };
  const images = imageStore(docker, { ensureBaseImage });
  return { docker, images, cache: buildCache(fileURLToPath(new URL('../.gradewire/builds', import.meta.url))) };
}
