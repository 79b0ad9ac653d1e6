import { InfrastructureFault } from '@gradewire/core';
import Docker from 'dockerode';

/** The Docker Engine of this machine (`DOCKER_HOST`, or the usual socket). Throws InfrastructureFault if it is silent. */
export async function connectDocker(): Promise<Docker> {
  const docker = new Docker();
  try {
    await docker.ping();
  } catch (error) {
    throw new InfrastructureFault('the Docker Engine does not answer (see `gradewire doctor`)', error);
  }
  return docker;
}
