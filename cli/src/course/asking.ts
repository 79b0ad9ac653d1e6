import { setTimeout as pause } from 'node:timers/promises';
import type { z } from 'zod';
import { Refused, type Server, ServerFault } from '../check/server.ts';
import { Page } from './answers.ts';

/** Asks the server for one thing after the other, and waits where it, or GitHub behind it, wants a pause. */
export interface Asking {
  get<S extends z.ZodType>(path: string, answer: S): Promise<z.output<S>>;
  /** All pages. */
  list<S extends z.ZodType>(path: string, item: S): Promise<z.output<S>[]>;
  post<S extends z.ZodType>(path: string, body: object | string, answer: S): Promise<z.output<S>>;
}

/** GitHub gives an App 5000 requests an hour: longer than that nobody has to wait. */
const longestPauseS = 3700;
const mostPauses = 30;

export function asking(server: Server, say: (line: string) => void, signal: AbortSignal): Asking {
  const patiently = async <T>(ask: () => Promise<T>): Promise<T> => {
    for (let pauses = 0; ; pauses++) {
      try {
        return await ask();
      } catch (error) {
        const seconds =
          error instanceof ServerFault || (error instanceof Refused && error.problem === 'rate-limited')
            ? error.retryAfterSeconds
            : undefined;
        if (seconds === undefined || seconds > longestPauseS || pauses === mostPauses) throw error;
        say(`${(error as Error).message} Waiting ${seconds} s`);
        await pause(seconds * 1000, undefined, { signal }).catch(() => signal.throwIfAborted());
      }
    }
  };
  const get: Asking['get'] = (path, answer) => patiently(() => server.get(path, answer, signal));
  return {
    get,
    async list(path, item) {
      const items: z.output<typeof item>[] = [];
      for (let cursor = ''; ; ) {
        const page = await get(`${path}?limit=200${cursor}`, Page(item));
        items.push(...(page.items as z.output<typeof item>[]));
        if (!page.next) return items;
        cursor = `&cursor=${encodeURIComponent(page.next)}`;
      }
    },
    post: (path, body, answer) => patiently(() => server.send('POST', path, body, answer, signal)),
  };
}
