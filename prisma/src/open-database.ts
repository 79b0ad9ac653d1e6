import path from 'node:path';
import { InfrastructureFault } from '@gradewire/core';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from './generated/client.ts';
import { migrate } from './migrate.ts';
import { type EmbeddedServer, embeddedServer } from './server/embedded.ts';

const databaseName = 'gradewire';
const poolSize = 10;
/**
 * A new connection proves who it is and plans every statement anew, some 30 ms of a processor: those of a busy minute are
 * kept for the next one, or who comes first after a pause waits for all of them.
 */
const idleTimeoutMillis = 300_000;
/** Whoever waits for a connection longer is better told so, and asks again. */
const longestWaitMs = 15_000;

export interface Database extends AsyncDisposable {
  /** Connection string, password included: for others who need the database, such as the queue. */
  readonly url: string;
  /** For the queries that decide: src/queries. */
  readonly pool: pg.Pool;
  /** For everything else; on the same connections. */
  readonly prisma: PrismaClient;
}

export interface DatabaseOptions {
  /** A server of one's own; without it the embedded one is used. */
  readonly url?: string | undefined;
  /** Where the embedded server keeps its files is below this folder: `<folder>/postgres`. */
  readonly folder: string;
  /** Connections at the most. */
  readonly poolSize?: number;
  /** How long to wait for one; then the query fails. Milliseconds. */
  readonly longestWaitMs?: number;
  /** What the server's list of connections calls this process. */
  readonly applicationName?: string;
}

/**
 * Opens the database and brings it up to date. Disposing closes the connections, and stops the embedded server if this
 * process started it. Throws an `InfrastructureFault` that says what is missing.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const server = options.url ? undefined : await embeddedServer(path.join(options.folder, 'postgres'));
  try {
    const url = options.url ?? server!.urlOf(databaseName);
    if (server !== undefined) await createDatabase(server, databaseName);
    await migrate(url);
    return connect(url, options, server);
  } catch (error) {
    await server?.[Symbol.asyncDispose]();
    throw error;
  }
}

function connect(url: string, options: DatabaseOptions, server: EmbeddedServer | undefined): Database {
  const { poolSize: max = poolSize, applicationName = 'gradewire' } = options;
  const connectionTimeoutMillis = options.longestWaitMs ?? longestWaitMs;
  const pool = new pg.Pool({
    connectionString: url,
    max,
    idleTimeoutMillis,
    connectionTimeoutMillis,
    // What is sent together travels together: only an answer that is waited for costs a way to the server and back.
    pipeline: true,
    // Postgres cuts longer names, with a notice.
    application_name: applicationName.slice(0, 63),
  });
  // An idle connection that breaks, as when the server restarts, is replaced when it is next needed.
  pool.on('error', () => {});
  // One that breaks while it is lent out fails the query it is in; its event, unheard, would end the process.
  pool.on('connect', (client) => client.on('error', () => {}));
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool),
    transactionOptions: { maxWait: connectionTimeoutMillis, timeout: connectionTimeoutMillis },
  });
  return {
    url,
    pool,
    prisma,
    async [Symbol.asyncDispose]() {
      await prisma.$disconnect();
      await pool.end();
      await server?.[Symbol.asyncDispose]();
    },
  };
}

/** Makes a database unless it is there. */
export async function createDatabase(server: EmbeddedServer, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: server.urlOf('postgres') });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (rows.length === 0) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
  } catch (error) {
    // Another process made it in the meantime: a duplicate of the name, or of the name's index entry.
    if (['42P04', '23505'].includes((error as { code?: string }).code ?? '')) return;
    throw new InfrastructureFault(`the database ${name} could not be made`, error);
  } finally {
    await client.end().catch(() => {});
  }
}
