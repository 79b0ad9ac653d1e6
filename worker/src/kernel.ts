import { randomUUID } from 'node:crypto';
import { countNetemWorkers, type NetemAbility, offerNetem } from '@gradewire/db';
import { type KernelProbe, probeKernel, reapRun, runLabels } from '@gradewire/engine';
import type { Means } from './attempt/grade-run.ts';
import type { WorkerEvent } from './events.ts';

/** A probe takes about a second. Milliseconds. */
const longestProbeMs = 60_000;

/** What this machine's kernel can do for links, among those of the other workers. Disposing waits for the probe. */
export interface MachineKernel extends AsyncDisposable {
  /** As far as it is known yet. */
  hasNetem(): boolean;
  /**
   * Whether runs that ask for netem are better left to another worker: one that has it, or, with a kernel that has it
   * without a seed, one with. Where nobody has it they are left to nobody, and end here with the reason. Throws what the
   * database says.
   */
  leavesNetem(): Promise<boolean>;
}

/**
 * Probes the kernel beside the work, which does not wait for it: until it is known there is none to rely on. A probe that
 * fails is told of and changes nothing else; a run probes for itself. Others with netem count as gone when none was seen for
 * `goneAfterMs`: one that is started again is back by then.
 */
export function machineKernel(
  { db, docker, images }: Pick<Means, 'db' | 'docker' | 'images'>,
  onEvent: (event: WorkerEvent) => void,
  goneAfterMs = 30_000,
): MachineKernel {
  const runId = `probe-${randomUUID()}`;
  const owned = new AsyncDisposableStack();
  let ability: NetemAbility = 'none';
  let noneSince: number | undefined;

  async function probe(): Promise<KernelProbe> {
    const { reference } = await images.ensure('lab');
    let isLate = false;
    // It ends with its containers.
    const late = setTimeout(() => {
      isLate = true;
      void reapRun(docker, runId).catch(() => {});
    }, longestProbeMs);
    try {
      return await probeKernel(docker, reference, runLabels(runId));
    } catch (error) {
      throw isLate ? new Error(`the probe had no answer within ${longestProbeMs / 1000} s`) : error;
    } finally {
      clearTimeout(late);
    }
  }
  const probed = probe().then(
    (found) => {
      ability = abilityOf(found);
      if (ability !== 'none') owned.use(offerNetem(db.pool, ability));
      onEvent({ kind: 'kernel', ...found });
    },
    ({ message }: Error) =>
      onEvent({ kind: 'kernel-unknown', message: `what this kernel can do is unknown: ${message}` }),
  );

  return {
    hasNetem: () => ability !== 'none',
    async leavesNetem() {
      if (ability === 'with-seed') return false;
      const before = noneSince;
      noneSince = undefined;
      if ((await countNetemWorkers(db.pool, ability)) > 0) return true;
      noneSince = before ?? performance.now();
      return ability === 'none' && performance.now() - noneSince < goneAfterMs;
    },
    async [Symbol.asyncDispose]() {
      await probed;
      await owned.disposeAsync();
    },
  };
}

function abilityOf({ netem }: KernelProbe): NetemAbility {
  if (!netem.netem) return 'none';
  return netem.seed ? 'with-seed' : 'without-seed';
}
