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
  work: (client: pg.PoolClient) => Promise<Result>,
  begin = '',
): Promise<Result> {
  const afterwards = async (client: pg.PoolClient, begun: Promise<unknown>) => {
    await begun;
    return work(client);
  };
  return transact(pool, afterwards, begin);
}

/**
 * The same, but `work` does not wait for the beginning: the server takes what it sends after that, and refuses it where that
 * failed. For work that asks nobody but `client`: whatever else it looked at, it would see before it has the locks.
 */
export function inTransactionUnwaited<Result>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<Result>,
  begin: string,
): Promise<Result> {
  return transact(pool, work, begin);
}

async function transact<Result>(
  pool: pg.Pool,
  work: (client: pg.PoolClient, begun: Promise<unknown>) => Promise<Result>,
  begin: string,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      const beginning = client.query(`BEGIN; ${begin}`);
      const [begun, worked] = await Promise.allSettled([beginning, work(client, beginning)]);
      if (begun.status === 'rejected') throw begun.reason;
      if (worked.status === 'rejected') throw worked.reason;
      await client.query('COMMIT');
      return worked.value;
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
