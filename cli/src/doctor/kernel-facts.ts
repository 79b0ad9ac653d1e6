import { randomUUID } from 'node:crypto';
import { InfrastructureFault } from '@gradewire/core';
import { connectDocker, type KernelProbe, probeKernel, runLabels } from '@gradewire/engine';
import type { EngineFacts } from './engine-facts.ts';

/**
 * What the kernel of Docker's host can do, tried in two containers of the lab image. Undefined if there is no engine or
 * no such image as of now among `wanted`: the doctor builds none.
 */
export async function kernelFacts(
  { info, tags }: EngineFacts,
  wanted: readonly string[],
): Promise<KernelProbe | undefined> {
  const image = wanted.find((tag) => tag.startsWith('gradewire/lab:'));
  if (info === undefined || image === undefined || !tags.includes(image)) return undefined;
  try {
    return await probeKernel(await connectDocker(), image, runLabels(`doctor-${randomUUID()}`));
  } catch (error) {
    if (error instanceof InfrastructureFault) return undefined;
    throw error;
  }
}
