import { setTimeout as pause } from 'node:timers/promises';
import type { WorkerProcess } from '@gradewire/worker';

/** A worker that dies at once would otherwise be started a hundred times a second. Milliseconds. */
const restartAfterMs = 2000;

/** Keeps `count` workers running: one that ends by itself is started again. Disposing drains them all at the same time. */
export function keepWorkers(
  count: number,
  start: () => WorkerProcess,
  report: (line: string) => void,
): AsyncDisposable {
  const over = new AbortController();
  const running = new Set<WorkerProcess>();

  async function keepOne(): Promise<void> {
    while (!over.signal.aborted) {
      const worker = start();
      running.add(worker);
      const end = await worker.ended;
      running.delete(worker);
      if (over.signal.aborted) return;
      report(`worker ${worker.pid} ended (${end}); another one takes its place`);
      await pause(restartAfterMs, undefined, { signal: over.signal }).catch(() => {});
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
