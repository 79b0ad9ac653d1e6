import { InfrastructureFault } from '@gradewire/core';
import type { GradeOptions } from '@gradewire/engine';

/** An image of others that the languages' images build on. Whoever starts workers on a machine without a registry makes them first. */
export async function pullBaseImage(docker: GradeOptions['docker'], name: string): Promise<void> {
  try {
    const stream = await docker.pull(name);
    await new Promise<void>((resolve, reject) => {
      docker.modem.followProgress(stream, (error: Error | null) => (error ? reject(error) : resolve()));
    });
  } catch (error) {
    throw new InfrastructureFault(
      `the base image ${name} is missing and cannot be pulled: make a registry reachable for Docker, or run ` +
        '`gradewire serve` or `npm start` once on this machine, which make it from Debian packages',
      error,
    );
  }
}
