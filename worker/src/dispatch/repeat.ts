import { setTimeout as pause } from 'node:timers/promises';

/**
 * Does `work` again and again, with a pause in between, and never twice at once. What it throws is told, and it is done
 * again: the database may be back then. `wait` may end early, for what is to be done at once. Disposing waits for what is
 * underway.
 */
export function repeat(
  everyMs: number,
  work: () => Promise<unknown>,
  onError: (error: unknown) => void,
  wait: (ms: number, signal: AbortSignal) => Promise<unknown> = (ms, signal) => pause(ms, undefined, { signal }),
): AsyncDisposable {
  const over = new AbortController();
  const loop = async () => {
    while (!over.signal.aborted) {
      await work().catch(onError);
      await wait(everyMs, over.signal).catch(() => {});
    }
  };
  const running = loop();
  return {
    async [Symbol.asyncDispose]() {
      over.abort();
      await running;
    },
  };
}
