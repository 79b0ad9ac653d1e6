import type pg from 'pg';

/** A connection, or a pool where it does not matter which. */
export type Queryable = Pick<pg.ClientBase, 'query'>;

// Of two transactions that waited for each other or met, the server breaks one off; it had no effect and may run again.
const worthRepeating = new Set(['40001', '40P01']);
const attempts = 5;

/**
 * Runs `work` in a transaction of its own: all of it is done, or nothing. It may be called again, after a deadlock. `begin`:
 * what is to be done first, such as to take a lock.
 */
export function inTransaction<Result>(
  pool: pg.Pool,
  work: (client: Queryable) => Promise<Result>,
  begin?: pg.QueryConfig,
): Promise<Result> {
  return repeatedly(pool, async (client) => {
    await Promise.all(beginning(client, begin));
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  });
}

/**
 * The same for a transaction whose statements are known beforehand: its beginning, what `send` sends before it first waits,
 * and its end travel together, for one way to the server and back. Where one fails, what follows is refused, and the end
 * undoes what was before. What `send` would send later is a fault of who wrote it, and throws.
 */
export function sendTransaction<Result>(
  pool: pg.Pool,
  send: (client: Queryable) => Promise<Result>,
  begin?: pg.QueryConfig,
): Promise<Result> {
  return repeatedly(pool, async (client) => {
    let sending = true;
    const sender = {
      query: (...asked: Parameters<Queryable['query']>) => {
        if (!sending) throw new Error('this transaction has been sent, with its end');
        return client.query(...asked);
      },
    } as Queryable;
    const { stream } = client.connection;
    // One packet, that wakes the server up once.
    stream.cork();
    const begun = beginning(client, begin);
    // Async, so that what it throws at once is met as what it rejects with later: the end is sent, and the packet.
    const sent = (async () => send(sender))();
    const ended = client.query('COMMIT');
    sending = false;
    stream.uncork();
    const ends = await Promise.allSettled([...begun, sent, ended]);
    for (const one of ends) if (one.status === 'rejected') throw one.reason;
    // What failed without `send` telling of it.
    if ((await ended).command !== 'COMMIT') throw new Error('this transaction was undone');
    return sent;
  });
}

function beginning(client: Queryable, begin: pg.QueryConfig | undefined): Promise<unknown>[] {
  return [client.query('BEGIN'), ...(begin === undefined ? [] : [client.query(begin)])];
}

async function repeatedly<Result>(
  pool: pg.Pool,
  transact: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      return await transact(client);
    } catch (error) {
      // A connection that cannot even roll back is not given to the next one.
      await client.query('ROLLBACK').catch((fault: Error) => {
        broken = fault;
      });
      if (attempt === attempts || !worthRepeating.has((error as { code?: string }).code ?? '')) throw error;
    } finally {
      client.release(broken);
    }
  }
}
