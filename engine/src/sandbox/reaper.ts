import { hostname } from 'node:os';
import type Docker from 'dockerode';
import { processIdentity } from './labels.ts';
import { removeContainer } from './standing.ts';

/**
 * Removes containers of ours whose engine is gone (killed before it could clean up). Returns how many there were.
 * Those of engines that live, in this run or another, are left alone.
 */
export async function reapOrphans(docker: Docker): Promise<number> {
  const containers = await docker.listContainers({ all: true, filters: { label: ['gradewire.run'] } });
  const orphans = containers.filter((container) => isOrphan(container.Labels['gradewire.owner']));
  await Promise.all(orphans.map((container) => removeContainer(docker, container.Id)));
  return orphans.length;
}

/** Removes what is left of one run. Returns how many containers there were; normally none. */
export async function reapRun(docker: Docker, runId: string): Promise<number> {
  const filters = { label: [`gradewire.run=${runId}`] };
  const left = await docker.listContainers({ all: true, filters });
  await Promise.all(left.map((container) => removeContainer(docker, container.Id)));
  return left.length;
}

/** The owner is `<host>/<pid>-<start time>`; another host's processes cannot be looked at from here. */
function isOrphan(owner: string | undefined): boolean {
  const [, host, pid] = /^(.*)\/((\d+)-.*)$/.exec(owner ?? '') ?? [];
  if (host === undefined || pid === undefined) return true;
  return host === hostname() && processIdentity(Number.parseInt(pid, 10)) !== pid;
}
