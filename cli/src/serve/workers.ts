import { setTimeout as pause } from 'node:timers/promises';
import type { WorkerProcess } from '@gradewire/worker';

// A worker that cannot start (Docker is gone) is tried again less and less often. Milliseconds.
const firstPauseMs = 1000;
const longestPauseMs = 60_000;
/** One that lived so long ended for a reason of its own. */
const longLifeMs = 60_000;

/** Keeps `count` workers running: one that ends by itself is started again. Disposing drains them all at the same time. */
export function keepWorkers(
  count: number,
  start: () => WorkerProcess,
  report: (line: string) => void,
): AsyncDisposable {
  const over = new AbortController();
  const running = new Set<WorkerProcess>();

  async function keepOne(): Promise<void> {
    let pauseMs = firstPauseMs;
    while (!over.signal.aborted) {
      const started = performance.now();
      const worker = start();
      running.add(worker);
      const end = await worker.ended;
      running.delete(worker);
      if (over.signal.aborted) return;
      pauseMs = performance.now() - started > longLifeMs ? firstPauseMs : Math.min(2 * pauseMs, longestPauseMs);
      report(`worker ${worker.pid} ended (${end}); another one takes its place in ${pauseMs / 1000} s`);
      await pause(pauseMs, undefined, { signal: over.signal }).catch(() => {});
    }
  }

  const keepers = Array.from({ length: count }, keepOne);
  return {
    async [Symbol.asyncDispose]() {
      over.abort();
      await Promise.all([...running].map((worker) => worker[Symbol.asyncDispose]()));
      await Promise.all(keepers);
    },
  };
}
