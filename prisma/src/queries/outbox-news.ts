import pg from 'pg';

export interface OutboxNews extends AsyncDisposable {
  /** Resolves when a message was written since the last call, after `atMostMs`, or when aborted. Never rejects. */
  next(atMostMs: number, signal: AbortSignal): Promise<void>;
}

/**
 * Tells of new messages in the outbox as they are committed (a trigger notifies). A connection that breaks is made anew
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
