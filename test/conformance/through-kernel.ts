import { readFile } from 'node:fs/promises';
import { InfrastructureFault } from '@gradewire/core';
import type Docker from 'dockerode';
import { type StandingSandbox, startSandbox } from '../../engine/src/sandbox/standing.ts';
import type { Configuration } from './configuration.ts';
import { executableFiles, kernelBox, run, userModeLinux } from './kernel-box.ts';
import { lanesOf, planOf, readResults } from './kernel-plan.ts';
import type { Outcome } from './traffic.ts';

const folder = '/work';
/** Of a batch, the boot included: a kernel that hangs is ended. */
const batchMs = 120_000;
/** Namespaces can be made in it. */
const boxed = {
  CapAdd: ['SYS_ADMIN', 'NET_ADMIN'],
  Tmpfs: { '/dev/shm': executableFiles('640m'), [folder]: 'rw,size=64m', '/run': 'rw,size=64m' },
  Memory: 1 << 30,
};
/** Links side by side: while one is set up, which is slow in User-Mode Linux, traffic crosses the others. */
const lanes = 2;

/** Puts a file into the container. */
const put = (box: StandingSandbox, name: string, content: string) =>
  run(box, ['sh', '-c', `cat >${folder}/${name}`], content);

const batch = userModeLinux('512M', [`${folder}/boot.sh`, folder]);
const natively = ['sh', `${folder}/batch.sh`, folder];

/**
 * Sends the configurations' traffic across kernel netem, in a container that is gone afterwards; what came of each, by its
 * name.
 */
export async function throughKernel(
  docker: Docker,
  { kernel, image }: { readonly kernel: 'native' | 'User-Mode Linux'; readonly image: string },
  labels: Record<string, string>,
  configurations: readonly Configuration[],
): Promise<Map<string, Outcome>> {
  await using box = await startSandbox(docker, kernelBox(image, labels, boxed));
  for (const name of ['boot.sh', 'batch.sh']) {
    await put(box, name, await readFile(new URL(`kernel/${name}`, import.meta.url), 'utf8'));
  }
  const plans = lanesOf(configurations, lanes).map(planOf);
  for (const [lane, plan] of plans.entries()) await put(box, `plan.${lane}`, plan);
  const { how } = await run(box, kernel === 'native' ? natively : batch, undefined, batchMs);
  const results = await Promise.all(plans.map((_, lane) => run(box, ['cat', `${folder}/results.${lane}`])));
  try {
    return new Map(results.flatMap(({ stdout }) => [...readResults(stdout)]));
  } catch (error) {
    throw new InfrastructureFault(`no result from netem (${kernel}; ${how})`, error);
  }
}
