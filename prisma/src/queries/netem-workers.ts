import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import type { Queryable } from './transaction.ts';

/** What a worker's kernel has of netem, each with all that the one before has. */
export const netemAbilities = ['none', 'without-seed', 'with-seed'] as const;
export type NetemAbility = (typeof netemAbilities)[number];

/** Names the advisory locks, of which the second number is the ability's place. */
const lockClass = 0x6e65;

/** A connection that broke is replaced after so long. Milliseconds. */
const againMs = 1000;

/**
 * Lets the other workers know what this one's kernel has, for as long as this process lives and is connected: by a lock that
 * any number may hold. Disposing ends it.
 */
export function offerNetem(pool: pg.Pool, ability: Exclude<NetemAbility, 'none'>): AsyncDisposable {
  const stop = new AbortController();
  const { signal } = stop;
  async function hold(): Promise<void> {
    const client = await pool.connect();
    try {
      await client.query('SELECT pg_advisory_lock_shared($1, $2)', [lockClass, netemAbilities.indexOf(ability)]);
      await once(client, 'end', { signal });
    } finally {
      // With the connection goes the lock.
      client.release(true);
    }
  }
  async function keep(): Promise<void> {
    while (!signal.aborted) {
      await hold().catch(() => {});
      await pause(againMs, undefined, { signal }).catch(() => {});
    }
  }
  const kept = keep();
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await kept;
    },
  };
}

/** Workers that are connected and have more of netem than `than`. */
export async function countNetemWorkers(db: Queryable, than: NetemAbility = 'none'): Promise<number> {
  const { rows } = await db.query<{ workers: number }>(
    `SELECT count(DISTINCT pid)::int AS workers FROM pg_locks
     WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND classid = $1 AND objid > $2 AND objsubid = 2 AND granted`,
    [lockClass, netemAbilities.indexOf(than)],
  );
  return rows[0]!.workers;
}
