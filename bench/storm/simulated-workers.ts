import { setTimeout as pause } from 'node:timers/promises';
import { claimRun, commitAttempt, type Database } from '@gradewire/db';
import { listenForWakeUps, type QueueSettings } from '@gradewire/worker';

export interface SimulatedWorkers extends AsyncDisposable {
  /** When so many runs have been committed. Throws when nothing more is for ten seconds. */
  untilDone(runs: number): Promise<void>;
}

const leaseMs = 30_000;
const pollMs = 2000;
const patienceMs = 10_000;

/** Workers that claim and commit as real ones do, and sleep in between; a run takes `meanMs`, from half to one and a half. */
export async function simulatedWorkers(
  db: Database,
  queue: QueueSettings,
  count: number,
  meanMs: number,
): Promise<SimulatedWorkers> {
  const over = new AbortController();
  let done = 0;
  let last = performance.now();
  async function work(worker: string): Promise<void> {
    await using wakeUps = listenForWakeUps(queue, pollMs, (error) => console.error(error.message));
    while (!over.signal.aborted) {
      const claim = await claimRun(db.pool, { worker, leaseMs });
      if (claim === undefined) {
        await wakeUps.next(pollMs, over.signal);
        continue;
      }
      await pause(meanMs * (0.5 + Math.random()));
      const score = { raw: 50, late: 0, max: 100 };
      const result = { state: 'done', result: {}, cases: [], artefacts: [] } as const;
      await commitAttempt(db.pool, claim.fence, claim.reason === 'official' ? { ...result, score } : result);
      done += 1;
      last = performance.now();
    }
  }
  const working = Array.from({ length: count }, (_, at) => work(`simulated/${at}`));
  return {
    async untilDone(runs) {
      while (done < runs) {
        if (performance.now() - last > patienceMs) throw new Error(`${done} of ${runs} runs, and nothing goes on`);
        await Promise.race([pause(100), ...working]);
      }
    },
    async [Symbol.asyncDispose]() {
      over.abort();
      await Promise.all(working);
    },
  };
}
