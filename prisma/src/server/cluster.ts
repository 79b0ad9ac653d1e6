import { randomBytes } from 'node:crypto';
import { appendFile, chmod, chown, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { InfrastructureFault } from '@gradewire/core';
import type { Binaries } from './binaries.ts';
import { isAlive } from './process-alive.ts';
import { type RunAs, runAs } from './run-as.ts';

/** The files of an embedded server, below one folder. */
export const filesOf = (folder: string) => ({
  data: path.join(folder, 'data'),
  password: path.join(folder, 'password'),
  log: path.join(folder, 'postgres.log'),
  starter: path.join(folder, 'starter'),
});

export const superuser = 'gradewire';

// On the loopback and with a password: other users of the machine can reach the port as well. The socket is in the data
// folder, where nobody else may enter. Pages are in memory, or on a disk without arms: to look one up costs little more than
// to read on, and an index is better than a few hundred rows.
const settings = `
listen_addresses = '127.0.0.1'
unix_socket_directories = '.'
max_connections = 200
random_page_cost = 1.1
log_timezone = 'UTC'
timezone = 'UTC'
`;

/**
 * Makes the database cluster unless it is there. It is made aside and moved into place, so that of several processes
 * one wins, and one that dies half-way leaves nothing that looks finished.
 */
export async function ensureCluster(folder: string, binaries: Binaries, who: RunAs): Promise<void> {
  await sweepStaging(folder);
  if ((await stat(filesOf(folder).data).catch(() => undefined)) !== undefined) return;
  const staging = `${folder}.${process.pid}-${randomBytes(4).toString('hex')}`;
  try {
    await initialise(staging, binaries, who);
    await rename(staging, folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function initialise(folder: string, binaries: Binaries, who: RunAs): Promise<void> {
  const files = filesOf(folder);
  const handOver = path.join(folder, 'password-for-initdb');
  const password = randomBytes(32).toString('base64url');
  await mkdir(files.data, { recursive: true });
  await writeFile(files.password, password, { mode: 0o600 });
  await writeFile(handOver, password, { mode: 0o600 });
  await writeFile(files.log, '', { mode: 0o600 });
  await chmod(folder, 0o711);
  if (who.prefix.length > 0) for (const one of [files.data, handOver, files.log]) await chown(one, who.uid, who.gid);
  await runAs(who, binaries.initdb, [
    `--pgdata=${files.data}`,
    `--username=${superuser}`,
    `--pwfile=${handOver}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // Sorting by code point, the same on every machine and after every upgrade of its libraries.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--no-instructions',
  ]);
  await rm(handOver);
  await appendFile(path.join(files.data, 'postgresql.conf'), settings);
}

/** Removes what processes that are no more left half-made. */
async function sweepStaging(folder: string): Promise<void> {
  const parent = path.dirname(folder);
  for (const name of await readdir(parent)) {
    const pid = name.startsWith(`${path.basename(folder)}.`) && /\.(\d+)-[0-9a-f]{8}$/.exec(name)?.[1];
    if (pid && !isAlive(Number(pid))) await rm(path.join(parent, name), { recursive: true, force: true });
  }
}

/** The password that was made with the cluster. */
export async function readPassword(folder: string): Promise<string> {
  const { password } = filesOf(folder);
  return readFile(password, 'utf8').catch((error) => {
    throw new InfrastructureFault(`the password of the embedded PostgreSQL, ${password}, cannot be read`, error);
  });
}
