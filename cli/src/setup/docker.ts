import { InfrastructureFault } from '@gradewire/core';
import { findProgram, installPackages } from './apt.ts';
import { startDaemon } from './daemon.ts';
import { type DockerFacts, planDocker } from './docker-plan.ts';
import { type EngineAddress, engineAddress, getJson, pingEngine } from './engine-api.ts';
import { processesNamed, until } from './processes.ts';
import type { Report } from './report.ts';

/** Milliseconds that a daemon gets from its start to its first answer. */
const readyMs = 60_000;

/**
 * Makes sure that a Docker Engine answers: installs and starts one where that is needed and allowed. Returns its version,
 * and reports only what it does. Throws an InfrastructureFault that says what the user can do where it is not, and
 * BadDockerHost.
 */
export async function ensureDocker(report: Report): Promise<string | undefined> {
  const address = engineAddress();
  const plan = planDocker(await dockerFacts(address));
  if (plan.action === 'explain') throw new InfrastructureFault(plan.message);
  if (plan.action === 'wait') {
    report('Docker is starting, waiting for it');
    await untilReady(address, 'a dockerd process runs but does not answer: restart it');
  }
  if (plan.action === 'start') {
    if (plan.install.length > 0) {
      await installPackages(plan.install, 'students’ programs run in Docker containers', report);
    }
    await startDaemon((giveUp) => untilReady(address, 'Docker was started but does not answer', giveUp), report);
  }
  const version = await getJson<{ Version: string }>(address, '/version');
  return version?.Version;
}

async function dockerFacts(address: EngineAddress): Promise<DockerFacts> {
  return {
    ping: await pingEngine(address),
    dockerHost: process.env.DOCKER_HOST || undefined,
    platform: process.platform,
    root: process.getuid?.() === 0,
    apt: (await findProgram('apt-get')) !== undefined,
    installed: (await findProgram('dockerd')) !== undefined,
    running: (await processesNamed('dockerd')).length > 0,
  };
}

/** Waits for the first answer; `giveUp` ends the wait early, when the daemon has already failed. */
async function untilReady(address: EngineAddress, complaint: string, giveUp = () => false): Promise<void> {
  let ping = await pingEngine(address);
  await until(async () => {
    ping = await pingEngine(address);
    return ping === 'answers' || giveUp();
  }, readyMs);
  if (ping !== 'answers') throw new InfrastructureFault(complaint);
}
