import type pg from 'pg';

export interface KeyOnFile {
  readonly id: string;
  readonly userId: string;
  readonly courseId: string | null;
  readonly scopes: readonly string[];
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
}

/** What is asked before every answer, and so without detours. */
export async function readKey(pool: pg.Pool, hash: Uint8Array): Promise<KeyOnFile | null> {
  const { rows } = await pool.query<KeyOnFile>({
    name: 'key',
    text: `
      SELECT id, user_id AS "userId", course_id AS "courseId", scopes, expires_at AS "expiresAt",
        revoked_at AS "revokedAt", last_used_at AS "lastUsedAt"
      FROM api_key WHERE hash = $1`,
    values: [hash],
  });
  return rows[0] ?? null;
}

/** Whether the key may still be used at that time. */
export async function isKeyInForce(pool: pg.Pool, keyId: string, at: Date): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'key-in-force',
    text: 'SELECT FROM api_key WHERE id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)',
    values: [keyId, at],
  });
  return rowCount === 1;
}

export async function markKeyUsed(pool: pg.Pool, keyId: string, at: Date): Promise<void> {
  await pool.query('UPDATE api_key SET last_used_at = $2 WHERE id = $1', [keyId, at]);
}
