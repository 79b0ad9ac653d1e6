import type { Database } from '../open-database.ts';

/** Throws if the database does not answer. */
export async function ping({ pool }: Pick<Database, 'pool'>): Promise<void> {
  await pool.query('SELECT 1');
}
