import { createHash, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { InfrastructureFault } from '@gradewire/core';
import pg from 'pg';
import { lockTimeoutMs, migrationLock } from './migrate.ts';
import { scramVerifier } from './scram-verifier.ts';
import { grantStatements, queueGrantStatements } from './worker-grants.ts';

/** How workers log in; without a `url`, why they have no login of their own. */
export type WorkerLogin = { readonly url: string } | { readonly url: undefined; readonly why: string };

const longestName = 63;

/** Roles belong to the whole server: each database of Gradewire has its own. Two that begin alike differ by a digest. */
export function workerRoleName(database: string): string {
  const name = `gradewire_worker_${database}`;
  if (Buffer.byteLength(name) <= longestName) return name;
  return `gradewire_worker_${createHash('sha256').update(database).digest('hex').slice(0, 40)}`;
}

/**
 * Makes the role that workers log in with, or brings its rights up to date: those of worker-grants.ts, and no others. Any
 * number of processes may do it at once; `url` is the owner's, the database must be migrated. Without `password` it is
 * derived from the owner's, so that all who know that one arrive at the same. Before it answers, it has logged in as the
 * role. Throws InfrastructureFault where the database does not answer.
 */
export async function ensureWorkerRole(url: string, password?: string): Promise<WorkerLogin> {
  const client = new pg.Client({ connectionString: url, application_name: 'gradewire worker role' });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ database: string }>('SELECT current_database() AS database');
    const role = workerRoleName(rows[0]!.database);
    const secret = password ?? (await derived(client.password, role));
    if (secret === undefined) return none('the owner logs in without a password: give workers one of their own');
    const login = withLogin(url, role, secret);
    if (login === undefined) return none('the connection string is not of the form postgres://user:password@host/name');
    // What fails in between is rolled back by the end of the session.
    await client.query('BEGIN');
    await client.query(`SET LOCAL lock_timeout = ${lockTimeoutMs}`);
    const refused = await settle(client, role, secret);
    await client.query(refused === undefined ? 'COMMIT' : 'ROLLBACK');
    return refused === undefined ? await tried(login) : none(refused);
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code === '42501') return none(`the owner's role may not make another one: ${message}`);
    throw new InfrastructureFault("the workers' role could not be made", error);
  } finally {
    await client.end().catch(() => {});
  }
}

const none = (why: string): WorkerLogin => ({ url: undefined, why });

/** Role and rights, or why not; within a transaction. Whoever migrates alters the same rows of the catalogue. */
async function settle(client: pg.Client, role: string, password: string): Promise<string | undefined> {
  await client.query('SELECT pg_advisory_xact_lock($1)', [migrationLock]);
  const name = pg.escapeIdentifier(role);
  const verifier = pg.escapeLiteral(await scramVerifier(password));
  const found = await readRole(client, role);
  if (found === undefined) await client.query(`CREATE ROLE ${name} LOGIN PASSWORD ${verifier}`);
  else if (found.powerful) return `the role ${role} may do more than a worker should: drop it, or take that from it`;
  else if (found.ours) await client.query(`ALTER ROLE ${name} LOGIN PASSWORD ${verifier}`);
  for (const statement of grantStatements(name)) await client.query(statement);
  const { rows } = await client.query<{ queue: boolean }>(
    `SELECT to_regclass('bullmq.migration') IS NOT NULL AS queue`,
  );
  if (rows[0]!.queue) for (const statement of queueGrantStatements(name)) await client.query(statement);
  return takeFromPublic(client, role);
}

/** What everybody may do by default, temporary tables among it. Returns what it was not ours to take. */
async function takeFromPublic(client: pg.Client, role: string): Promise<string | undefined> {
  const read = async () => {
    const { rows } = await client.query<{ schema: boolean; temporary: boolean }>(
      `SELECT has_schema_privilege($1, 'public', 'CREATE') AS schema,
         has_database_privilege($1, current_database(), 'TEMPORARY') AS temporary`,
      [role],
    );
    return rows[0]!;
  };
  const { schema, temporary } = await read();
  if (schema) await client.query('REVOKE CREATE ON SCHEMA public FROM PUBLIC');
  if (temporary) {
    await client.query(`REVOKE TEMPORARY ON DATABASE ${pg.escapeIdentifier(client.database!)} FROM PUBLIC`);
  }
  return (await read()).schema ? 'everybody may make tables in the schema public of this database' : undefined;
}

/** `ours`: its password may be set by us. What somebody else made is used as it is, if it lets workers in. */
async function readRole(client: pg.Client, role: string) {
  const { rows } = await client.query<{ powerful: boolean; ours: boolean }>(
    `SELECT one.rolsuper OR one.rolcreaterole OR one.rolcreatedb OR one.rolreplication OR one.rolbypassrls
         OR EXISTS (SELECT FROM pg_auth_members WHERE member = one.oid)
         OR EXISTS (SELECT FROM pg_class WHERE relowner = one.oid) AS powerful,
       me.rolsuper OR (me.rolcreaterole AND (current_setting('server_version_num')::int < 160000 OR EXISTS (
         SELECT FROM pg_auth_members WHERE roleid = one.oid AND member = me.oid AND admin_option))) AS ours
     FROM pg_roles one, pg_roles me WHERE one.rolname = $1 AND me.rolname = current_user`,
    [role],
  );
  return rows[0];
}

/** Slow on purpose: a worker that is broken into must not find the owner's password by trying. */
async function derived(owner: string | null | undefined, role: string): Promise<string | undefined> {
  if (typeof owner !== 'string' || owner === '') return undefined;
  return ((await promisify(scrypt)(owner, role, 24)) as Buffer).toString('base64url');
}

function withLogin(url: string, role: string, password: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const login = new URL(url);
  for (const name of ['user', 'password']) login.searchParams.delete(name);
  login.username = encodeURIComponent(role);
  login.password = encodeURIComponent(password);
  // A URL without a host takes neither.
  return login.username === '' ? undefined : login.href;
}

async function tried(url: string): Promise<WorkerLogin> {
  const client = new pg.Client({ connectionString: url, application_name: 'gradewire worker role' });
  client.on('error', () => {});
  try {
    await client.connect();
    return { url };
  } catch (error) {
    return none(`the server does not let the workers' role in: ${(error as Error).message}`);
  } finally {
    await client.end().catch(() => {});
  }
}
