import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type Docker from 'dockerode';
import { processIdentity } from './labels.ts';
import { removeContainer } from './standing.ts';

/**
 * Removes containers of ours whose engine is gone (killed before it could clean up). Returns how many there were.
 * Those of engines that live, in this run or another, are left alone.
 */
export async function reapOrphans(docker: Docker): Promise<number> {
  const containers = await docker.listContainers({ all: true, filters: { label: ['gradewire.run'] } });
  const orphans = containers.filter((container) => isOrphan(container));
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

/** Milliseconds. */
const reapAgainMs = 250;

/**
 * Removes what there is of a run again and again, until it is disposed of: what is only being created is not found at
 * first, and one list that Docker owes us must not keep a program running. Disposing waits for what is underway.
 */
export function keepReaping(docker: Docker, runId: string): AsyncDisposable {
  const over = new AbortController();
  const { signal } = over;
  const loop = async () => {
    while (!signal.aborted) {
      await reapRun(docker, runId).catch(() => {});
      await pause(reapAgainMs, undefined, { signal }).catch(() => {});
    }
  };
  const reaping = loop();
  return {
    async [Symbol.asyncDispose]() {
      over.abort();
      await reaping;
    },
  };
}

/** Every engine starts what it has created at once. Milliseconds. */
const startedByThen = 10 * 60_000;

/**
 * The owner is `<host>/<pid>-<start time>`; another host's processes (those of a worker in a container of its own, say)
 * cannot be looked at from here. What such a one has started ends when it does, since nobody is attached any more; what was
 * only created stays, and tells by its age that nobody will start it.
 */
export function isOrphan(
  { Labels, State, Created }: Pick<Docker.ContainerInfo, 'Labels' | 'State' | 'Created'>,
  now = Date.now(),
): boolean {
  const [, host, pid] = /^(.*)\/((\d+)-.*)$/.exec(Labels['gradewire.owner'] ?? '') ?? [];
  if (host === undefined || pid === undefined) return true;
  if (host === hostname()) return processIdentity(Number.parseInt(pid, 10)) !== pid;
  return State === 'created' && now - Created * 1000 > startedByThen;
}
