import { mkdir, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { InfrastructureFault } from '@gradewire/core';
import { findBinaries } from './binaries.ts';
import { ensureCluster, filesOf, readPassword, superuser } from './cluster.ts';
import { endOfLog, endPostmaster, isOurs, runningPort, startPostmaster, stopPostmaster } from './postmaster.ts';
import { whoRuns } from './run-as.ts';

/** Major version of the binaries: data of another one needs pg_upgrade. */
const majorVersion = '18';
const attempts = 5;
/** Bytes, by sockaddr_un on macOS; Linux takes four more. */
const longestSocketName = 103;

export interface EmbeddedServer extends AsyncDisposable {
  /** Connection string of one of its databases. */
  urlOf(database: string): string;
}

// Who opens one folder twice stops the server with the last of them.
const users = new Map<string, number>();
// Whoever presses ctrl-c twice disposes of nothing; without this the server would go on for nobody.
process.on('exit', () => {
  for (const [place, count] of users) if (count > 0) endPostmaster(place);
});

/**
 * The PostgreSQL server on `folder`: the one that runs there, or else a new one. Disposing stops it if this process
 * started it, or if its starter was killed and left it to us.
 */
export async function embeddedServer(folder: string): Promise<EmbeddedServer> {
  await mkdir(path.dirname(folder), { recursive: true });
  const place = path.join(await realpath(path.dirname(folder)), path.basename(folder));
  const binaries = await findBinaries();
  const who = await whoRuns([place, binaries.initdb]);
  await ensureCluster(place, binaries, who);
  await checkVersion(place);
  const password = await readPassword(place);
  // Counted before the server is looked for, so that nobody stops it in between.
  users.set(place, (users.get(place) ?? 0) + 1);
  const port = await findOrStart().catch((error) => {
    users.set(place, users.get(place)! - 1);
    throw error;
  });
  const socket = await socketOf(place, port);
  let disposed = false;
  return {
    urlOf: (database) => `postgresql://${superuser}:${password}@127.0.0.1:${port}/${database}${socket}`,
    async [Symbol.asyncDispose]() {
      if (disposed) return;
      disposed = true;
      const left = users.get(place)! - 1;
      users.set(place, left);
      if (left === 0 && (await isOurs(place))) await stopPostmaster(place, binaries, who);
    },
  };

  async function findOrStart(): Promise<number> {
    let fault: unknown;
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const running = await runningPort(place, password);
      if (running !== undefined) {
        await isOurs(place);
        return running;
      }
      try {
        return await startPostmaster(place, binaries, who);
      } catch (error) {
        // Another process was quicker, or took the port: look again.
        fault = error;
      }
    }
    throw new InfrastructureFault(
      `the embedded PostgreSQL in ${place} does not start; its log ends with\n${await endOfLog(place)}`,
      fault,
    );
  }
}

/**
 * The part of a connection string that names the server's socket, which costs less than the loopback's TCP; empty where there
 * is none (a server of an earlier version started it) or the system cannot name it.
 */
async function socketOf(place: string, port: number): Promise<string> {
  const { data } = filesOf(place);
  const file = path.join(data, `.s.PGSQL.${port}`);
  if (Buffer.byteLength(file) > longestSocketName) return '';
  const isThere = await stat(file).then(
    (found) => found.isSocket(),
    () => false,
  );
  return isThere ? `?host=${encodeURIComponent(data)}` : '';
}

async function checkVersion(folder: string): Promise<void> {
  const { data } = filesOf(folder);
  const found = (await readFile(path.join(data, 'PG_VERSION'), 'utf8').catch(() => '')).trim();
  // Not readable for a user who is not the server's: then the server itself says what is wrong.
  if (found !== '' && found !== majorVersion) {
    throw new InfrastructureFault(
      `${data} was made by PostgreSQL ${found}, the embedded one is ${majorVersion}: ` +
        `dump it with a PostgreSQL ${found}, move the folder away and restore the dump`,
    );
  }
}
