import { endpointHosts, type StandingSandbox, sandboxContainer, startSandbox } from '@gradewire/engine';
import type Docker from 'dockerode';

/**
 * A standing sandbox as a grading makes it for our own programs: an endpoint of a link, or what keeps a processor busy
 * beside it. `labels` are for the reaper. Throws InfrastructureFault.
 */
export function startPeerSandbox(
  docker: Docker,
  image: string,
  name: string,
  labels: Record<string, string>,
): Promise<StandingSandbox> {
  const spec = {
    kind: 'peers',
    image,
    name,
    hostname: name,
    hosts: endpointHosts,
    memoryMiB: 128,
    workMiB: 1,
    labels,
  } as const;
  return startSandbox(docker, sandboxContainer(spec));
}
