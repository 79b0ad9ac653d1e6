import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

export interface OutboxNews extends AsyncDisposable {
  /** Resolves when a message was written since the last call, after `atMostMs`, or when aborted. Never rejects. */
  next(atMostMs: number, signal: AbortSignal): Promise<void>;
}

/** To be selected in a transaction that `tellOfOutbox` tells of when it is committed, and not the trigger with its commit. */
export const tellsAfterCommit = `set_config('gradewire.tells_after_commit', 'on', true)`;

/** Less than anybody notices; where hundreds hand in within a second, each would take part of a processor from the next. */
const tellApartMs = 20;
const tell = 'BEGIN; SET LOCAL synchronous_commit = off; NOTIFY gradewire_outbox; COMMIT';
const telling = new WeakMap<pg.Pool, { again: boolean }>();

/**
 * Tells those who listen that something new is committed; not waited for. Transactions that notify are committed one by
 * one, each until it is on disk: where many hand in at once, they would queue for that. This one waits for no disk, and
 * there is one for all that were committed meanwhile. One that is lost costs as long as a look at the outbox is apart.
 */
export function tellOfOutbox(pool: pg.Pool): void {
  const under = telling.get(pool);
  if (under) {
    under.again = true;
    return;
  }
  const own = { again: true };
  telling.set(pool, own);
  void (async () => {
    while (own.again) {
      own.again = false;
      await pool.query(tell).catch(() => {});
      await pause(tellApartMs);
    }
    telling.delete(pool);
  })();
}

/**
 * Tells of new messages in the outbox as they are committed (a trigger notifies, or `tellOfOutbox`). A connection that breaks is made anew
 * with the next call: until then, and between server and client, messages are found by looking.
 */
export function listenToOutbox(url: string): OutboxNews {
  let client: pg.Client | undefined;
  let hasNews = false;
  let wake = () => {};

  async function listen(): Promise<void> {
    const fresh = new pg.Client({ connectionString: url, application_name: 'gradewire outbox' });
    const drop = () => {
      if (client === fresh) client = undefined;
    };
    fresh.on('error', drop).on('end', drop);
    fresh.on('notification', () => {
      hasNews = true;
      wake();
    });
    client = fresh;
    try {
      await fresh.connect();
      await fresh.query('LISTEN gradewire_outbox');
    } catch {
      drop();
      await fresh.end().catch(() => {});
    }
  }

  return {
    async next(atMostMs, signal) {
      if (client === undefined && !signal.aborted) await listen();
      if (!hasNews && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(() => wake(), atMostMs);
          wake = () => {
            clearTimeout(timer);
            signal.removeEventListener('abort', wake);
            resolve();
          };
          signal.addEventListener('abort', wake);
        });
      }
      hasNews = false;
    },
    async [Symbol.asyncDispose]() {
      await client?.end().catch(() => {});
    },
  };
}
