import type { Database } from '@gradewire/db';

/**
 * A connection that breaks rejects the query that waits for it, and besides emits `error`; on one that is lent out, as in
 * a transaction, nobody listens, and Node ends the process. The rejection is enough.
 */
export function bearBrokenConnections({ pool }: Pick<Database, 'pool'>): void {
  pool.on('connect', (client) => client.on('error', () => {}));
}
