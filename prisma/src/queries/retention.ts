import type pg from 'pg';

export interface Expired {
  readonly id: string;
  readonly blobKey: string;
  readonly sizeBytes: number;
}

/** Artefacts whose time is over and whose blobs are still there, oldest first. */
export async function expiredArtefacts(pool: pg.Pool, limit: number): Promise<Expired[]> {
  const { rows } = await pool.query<Expired>(
    `SELECT id, blob_key AS "blobKey", size_bytes::float AS "sizeBytes" FROM artefact
     WHERE expires_at < now() AND deleted_at IS NULL ORDER BY expires_at LIMIT $1`,
    [limit],
  );
  return rows;
}

/** Notes that the blobs are gone; what was captured stays listed, as deleted. */
export async function noteDeleted(pool: pg.Pool, ids: readonly string[]): Promise<void> {
  await pool.query('UPDATE artefact SET deleted_at = now() WHERE id = ANY($1) AND deleted_at IS NULL', [ids]);
}

interface NamesBlobs {
  readonly table: string;
  readonly column: string;
  /** `key`: of any blob. `digest`: of a frozen tree, which says its key. */
  readonly as: 'key' | 'digest';
  /** Of the rows whose blob is to stay; all, if not given. */
  readonly where?: string;
}

/**
 * Every column that names a blob; nothing else keeps one. Whoever adds a column adds it here, or hand-ins are deleted:
 * prisma/test/retention.int.test.ts compares this list with the schema.
 */
export const namesBlobs: readonly NamesBlobs[] = [
  { table: 'artefact', column: 'blob_key', as: 'key', where: 'deleted_at IS NULL' },
  { table: 'submission', column: 'blob_key', as: 'key' },
  { table: 'submission', column: 'tree_digest', as: 'digest' },
  { table: 'submission', column: 'base_tree_digest', as: 'digest' },
  { table: 'matrix_merge', column: 'tree_digest', as: 'digest' },
  { table: 'repository_binding', column: 'class_tree_digest', as: 'digest' },
  { table: 'commit_tree', column: 'tree_digest', as: 'digest' },
];

/** Those of these keys and digests that a row names, so that their blobs are to stay. */
export async function namedBlobs(
  pool: pg.Pool,
  { keys, digests }: { readonly keys: readonly string[]; readonly digests: readonly string[] },
): Promise<Set<string>> {
  const each = namesBlobs.map(
    ({ table, column, as, where = 'true' }) =>
      `SELECT ${column} AS name FROM ${table} WHERE ${column} = ANY($${as === 'key' ? 1 : 2}::text[]) AND ${where}`,
  );
  const { rows } = await pool.query<{ name: string }>(each.join(' UNION '), [keys, digests]);
  return new Set(rows.map(({ name }) => name));
}

/**
 * When this database was made, by its own first migration. A blob that was put before it is another database's, which
 * may come back: somebody points a new one at the old store, or is about to restore the old one. Undefined if nothing is
 * known.
 */
export async function databaseMadeAt(pool: pg.Pool): Promise<Date | undefined> {
  const { rows } = await pool.query<{ at: Date | null }>('SELECT min(started_at) AS at FROM _prisma_migrations');
  return rows[0]!.at ?? undefined;
}

/** Runs `work` unless somebody else is at it; returns undefined then. Several processes may call it. */
export async function ifNobodyElse<T>(pool: pg.Pool, name: string, work: () => Promise<T>): Promise<T | undefined> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ mine: boolean }>(
      'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS mine',
      [name],
    );
    if (!rows[0]!.mine) return undefined;
    try {
      return await work();
    } finally {
      await client.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [name]);
    }
  } finally {
    client.release();
  }
}
