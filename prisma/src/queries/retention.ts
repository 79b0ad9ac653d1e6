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

/** Keys of all blobs that a row names and that are to stay. */
export async function keptBlobKeys(pool: pg.Pool): Promise<Set<string>> {
  const { rows } = await pool.query<{ key: string }>('SELECT blob_key AS key FROM artefact WHERE deleted_at IS NULL');
  return new Set(rows.map(({ key }) => key));
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
