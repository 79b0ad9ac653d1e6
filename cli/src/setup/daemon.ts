import { spawn } from 'node:child_process';
import { access, open, readFile, rm, writeFile } from 'node:fs/promises';
import { InfrastructureFault } from '@gradewire/core';
import { runLogged, systemPath, tailOf } from './host-command.ts';
import { processesNamed, removeStalePidFile } from './processes.ts';
import type { Report } from './report.ts';
import { stateFile } from './state.ts';

/** Waits until Docker answers or `giveUp` says that it never will; throws then. */
type AwaitReady = (giveUp?: () => boolean) => Promise<void>;

export type ServiceManager = 'systemd' | 'service' | 'none';

/** Starts the installed Docker: by the service manager where one runs, else as a daemon of our own. */
export async function startDaemon(awaitReady: AwaitReady, report: Report): Promise<void> {
  const manager = serviceManager({
    systemd: await exists('/run/systemd/system'),
    initName: (await readFile('/proc/1/comm', 'utf8').catch(() => '')).trim(),
    initScript: await exists('/etc/init.d/docker'),
  });
  if (manager === 'none') return startOwnDaemon(awaitReady, report);
  report(`starting Docker by ${manager === 'systemd' ? 'systemd' : 'its init script'}`);
  if (manager === 'systemd') await runLogged('systemctl', ['start', 'docker']);
  else await runLogged('service', ['docker', 'start']);
  await awaitReady();
}

/** Which service manager is in charge: systemd by the folder that sd_booted(3) looks at, else a classic init. */
export function serviceManager(facts: { systemd: boolean; initName: string; initScript: boolean }): ServiceManager {
  if (facts.systemd) return 'systemd';
  return facts.initName === 'init' && facts.initScript ? 'service' : 'none';
}

/** Runs dockerd in the background, detached from us; its output and pid go to the state folder. */
async function startOwnDaemon(awaitReady: AwaitReady, report: Report): Promise<void> {
  const pidFile = await stateFile('dockerd.pid');
  // The package's installation script may have started one although no service manager runs.
  const [started] = await processesNamed('dockerd');
  if (started !== undefined) {
    await writeFile(pidFile, `${started}\n`);
    return awaitReady();
  }
  // With pids that now belong to other processes, dockerd would refuse to start and wait for a containerd in vain.
  await removeStalePidFile('/var/run/docker.pid', 'dockerd');
  await removeStalePidFile('/var/run/docker/containerd/containerd.pid', 'containerd');

  const logFile = await stateFile('dockerd.log');
  report(`starting dockerd, as no service manager runs here (log: ${logFile})`);
  const log = await open(logFile, 'w');
  const daemon = spawn('dockerd', [], {
    cwd: '/',
    env: { ...process.env, PATH: systemPath },
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  let ended = false;
  daemon.on('error', () => (ended = true)).on('exit', () => (ended = true));
  daemon.unref();
  await log.close();
  if (daemon.pid !== undefined) await writeFile(pidFile, `${daemon.pid}\n`);
  try {
    await awaitReady(() => ended);
  } catch {
    if (ended) await rm(pidFile, { force: true });
    const how = ended ? 'ended at once' : 'was started but does not answer';
    throw new InfrastructureFault(
      `dockerd ${how}; its last lines (all of it is in ${logFile}):\n${await tailOf(logFile)}`,
    );
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
