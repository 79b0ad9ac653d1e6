import { setTimeout as pause } from 'node:timers/promises';

const firstPauseMs = 250;
const longestPauseMs = 5000;

/**
 * Tries `work`, which the database carries out, until it succeeds or `forMs` are over: a server that is restarted is
 * back in seconds, and what took minutes to find out is not to be thrown away for it. An error of the data or of the
 * statement itself (SQLSTATE classes 22, 23 and 42) is not tried again.
 */
export async function persist<T>(forMs: number, work: () => Promise<T>, onError: (error: unknown) => void): Promise<T> {
  const end = performance.now() + forMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    try {
      return await work();
    } catch (error) {
      if (/^(22|23|42)/.test((error as { code?: string }).code ?? '') || performance.now() + pauseMs > end) throw error;
      onError(error);
      await pause(pauseMs);
    }
  }
}
