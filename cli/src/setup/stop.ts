import { rm } from 'node:fs/promises';
import { endProcess, livePid, parentOf, processesNamed } from './processes.ts';
import { stateFile } from './state.ts';

const graceMs = 60_000;

/**
 * Stops the dockerd that set-up started (none of the system's own), and the containerd that it keeps. Returns the pid
 * of what was stopped, or undefined if there was nothing. A pid that now belongs to another program is left alone.
 */
export async function stopOwnDaemon(
  pidFile: string,
  names = { daemon: 'dockerd', helper: 'containerd' },
): Promise<number | undefined> {
  const daemon = await livePid(pidFile, names.daemon);
  if (daemon !== undefined) {
    const helpers = await childrenNamed(daemon, names.helper);
    await endProcess(daemon, names.daemon, graceMs);
    // dockerd takes its containerd along; only one that had to be killed leaves it behind.
    for (const helper of helpers) await endProcess(helper, names.helper, graceMs);
  }
  await rm(pidFile, { force: true });
  return daemon;
}

async function childrenNamed(parent: number, name: string): Promise<number[]> {
  const candidates = await processesNamed(name);
  const parents = await Promise.all(candidates.map(parentOf));
  return candidates.filter((_, index) => parents[index] === parent);
}

if (import.meta.main) {
  const stopped = await stopOwnDaemon(await stateFile('dockerd.pid'));
  console.log(stopped === undefined ? 'no dockerd of ours is running' : `stopped dockerd (pid ${stopped})`);
}
