import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { openListener } from './backend.ts';
import type { QueueSettings } from './settings.ts';

/** What an idle worker waits on. */
export interface WakeUps extends AsyncDisposable {
  /**
   * Ends with a wake-up, after `atMostMs`, or when `signal` is aborted, and now and then for nothing (another one was
   * quicker); says whether it was a wake-up. Never rejects.
   */
  next(atMostMs: number, signal: AbortSignal): Promise<boolean>;
}

/** For a worker without a queue: it looks every so often. */
export const noWakeUps: WakeUps = {
  next: (atMostMs, signal) => pause(atMostMs, false, { signal }).catch(() => false),
  [Symbol.asyncDispose]: async () => {},
};

/**
 * Wake-ups from BullMQ. Each goes to one of those who wait. A queue that is out of reach only means that the wait ends by
 * time; `onError` hears of it. `prepareQueue` must have been called once before.
 */
export function listenForWakeUps(settings: QueueSettings, atMostMs: number, onError: (error: Error) => void): WakeUps {
  const token = randomUUID();
  let closing = false;
  const tell = (error: unknown) => {
    if (!closing) onError(error as Error);
  };
  // A little shorter than the wait: a fetch that outlives it would take a wake-up from those who still wait.
  const listener = openListener(settings, { blockSeconds: (atMostMs * 0.9) / 1000 });
  listener.on('error', tell);
  // Wake-ups that died with a worker are delivered again; otherwise they would lie there for ever.
  listener.startStalledCheckTimer().catch(tell);
  let fetching: Promise<boolean> | undefined;

  async function fetch(): Promise<boolean> {
    const job = (await listener.getNextJob(token, { block: false })) ?? (await listener.getNextJob(token));
    await job?.moveToCompleted('', token, false);
    return job !== undefined && job !== null;
  }

  return {
    async next(ms, signal) {
      const over = new AbortController();
      const time = pause(ms, false, { signal: AbortSignal.any([signal, over.signal]) }).catch(() => false);
      // One fetch at a time; what an earlier wait did not see the end of is waited for by the next one.
      fetching ??= fetch().finally(() => {
        fetching = undefined;
      });
      const woken = fetching.catch((error) => {
        tell(error);
        return time;
      });
      return Promise.race([woken, time]).finally(() => over.abort());
    },
    async [Symbol.asyncDispose]() {
      closing = true;
      fetching?.catch(() => {});
      // Else whoever waits just now would hold the process until the wait is over. Not awaited: where no Redis has answered
      // yet it waits for one.
      listener.backend.disconnectBlocking(false).catch(() => {});
      await listener.close(true).catch(() => {});
    },
  };
}
