import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { InfrastructureFault } from '@gradewire/core';
import pg from 'pg';

const migrationsFolder = path.join(import.meta.dirname, '..', 'migrations');

// The advisory lock that Prisma's own command line takes, so that the two exclude each other as well.
export const migrationLock = 72707369;
export const lockTimeoutMs = 120_000;

// Prisma's table of what has been applied, so that `prisma migrate status`, `dev` and `deploy` agree with us.
const history = `
CREATE TABLE _prisma_migrations (
  id                  VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum            VARCHAR(64) NOT NULL,
  finished_at         TIMESTAMPTZ,
  migration_name      VARCHAR(255) NOT NULL,
  logs                TEXT,
  rolled_back_at      TIMESTAMPTZ,
  started_at          TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;

export interface Migration {
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the file, in hexadecimal digits, as Prisma computes it. */
  readonly checksum: string;
}

/** The migrations of a folder, oldest first. */
export async function readMigrations(folder = migrationsFolder): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(path.join(folder, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/**
 * Brings a database up to date and returns the names of what was applied. Any number of processes may do it at once: one
 * works, the others wait and find nothing left. Each migration is one transaction, its line in the history included. A role
 * that may make no tables, as a worker's, only looks: what is missing is an InfrastructureFault.
 */
export async function migrate(databaseUrl: string, migrations?: readonly Migration[]): Promise<string[]> {
  const wanted = migrations ?? (await readMigrations());
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'gradewire migrate' });
  // A broken connection also rejects the query that waits for it.
  client.on('error', () => {});
  try {
    await client.connect();
    if (!(await mayMakeTables(client))) return await expectNothingPending(client, wanted);
    await client.query(`SET lock_timeout = ${lockTimeoutMs}`);
    await client.query('SELECT pg_advisory_lock($1)', [migrationLock]).catch((error) => {
      throw new InfrastructureFault('another process has been migrating the database for two minutes', error);
    });
    if (!(await hasHistory(client))) await client.query(history);
    const pending = await pendingOf(client, wanted);
    for (const migration of pending) await apply(client, migration);
    return pending.map(({ name }) => name);
  } catch (error) {
    if (error instanceof InfrastructureFault) throw error;
    throw new InfrastructureFault('the database could not be reached for its migrations', error);
  } finally {
    // Ending the session also gives the lock back.
    await client.end().catch(() => {});
  }
}

async function mayMakeTables(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ may: boolean | null }>(
    `SELECT has_schema_privilege(current_schema(), 'CREATE') AS may`,
  );
  return rows[0]!.may === true;
}

async function hasHistory(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ has: boolean }>(`SELECT to_regclass('_prisma_migrations') IS NOT NULL AS has`);
  return rows[0]!.has;
}

async function expectNothingPending(client: pg.Client, wanted: readonly Migration[]): Promise<string[]> {
  const wayOut = 'and this role may not change it: start the API first, which brings it up to date';
  if (!(await hasHistory(client))) throw new InfrastructureFault(`the database has no tables yet, ${wayOut}`);
  const pending = await pendingOf(client, wanted).catch((error: Error) => {
    if (error instanceof InfrastructureFault) throw error;
    throw new InfrastructureFault(
      `this role has no rights in the database yet: start the API first, which gives them`,
      error,
    );
  });
  if (pending.length === 0) return [];
  throw new InfrastructureFault(`the database lacks the migration ${pending[0]!.name}, ${wayOut}`);
}

async function pendingOf(client: pg.Client, wanted: readonly Migration[]): Promise<Migration[]> {
  const { rows } = await client.query<{ migration_name: string; checksum: string; finished_at: Date | null }>(
    'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  );
  const known = new Map(wanted.map((migration) => [migration.name, migration]));
  for (const { migration_name: name, checksum, finished_at: finished } of rows) {
    const here = known.get(name);
    if (here === undefined) {
      throw new InfrastructureFault(
        `the database is newer than this Gradewire, which does not know migration ${name}: update it`,
      );
    }
    if (finished === null) {
      throw new InfrastructureFault(
        `migration ${name} was begun by Prisma's command line and not finished: settle it with \`prisma migrate resolve\``,
      );
    }
    if (here.checksum !== checksum) {
      throw new InfrastructureFault(`migration ${name} was changed after it had been applied: restore the file`);
    }
  }
  const applied = new Set(rows.map(({ migration_name: name }) => name));
  return wanted.filter(({ name }) => !applied.has(name));
}

async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  try {
    await client.query('BEGIN');
    // Without parameters the text may hold many statements.
    await client.query(sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw new InfrastructureFault(`migration ${name} failed and was rolled back`, error);
  }
}
