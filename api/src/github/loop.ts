import { setTimeout as pause } from 'node:timers/promises';

export interface Loop extends AsyncDisposable {
  /** Does not wait for the rest of the pause. */
  wake(): void;
}

/**
 * Does `work` again and again, never twice at once, with a pause in between. What it throws is told, and it is done again:
 * the database may be back then. Disposing waits for what is underway.
 */
export function loop(everyMs: number, work: () => Promise<unknown>, onError: (error: unknown) => void): Loop {
  let over = false;
  let woken = false;
  let sleep = new AbortController();
  const running = (async () => {
    while (!over) {
      woken = false;
      await work().catch(onError);
      if (over || woken) continue;
      sleep = new AbortController();
      await pause(everyMs, undefined, { signal: sleep.signal }).catch(() => {});
    }
  })();
  const wake = () => {
    woken = true;
    sleep.abort();
  };
  return {
    wake,
    async [Symbol.asyncDispose]() {
      over = true;
      wake();
      await running;
    },
  };
}
