import { access, constants, mkdir } from 'node:fs/promises';
import { InfrastructureFault } from '@gradewire/core';
import { type Database, openDatabase } from '@gradewire/db';
import { BadUsage } from '../option-values.ts';

/**
 * Throws BadUsage, which names the folder. Without a database in it, it need not be writable itself: what is written may
 * lie in volumes below.
 */
export async function makeDataFolder(folder: string, holdsDatabase: boolean): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    if (holdsDatabase) await access(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new BadUsage(`--data ${folder} cannot be used (${reasons[code ?? ''] ?? message}): give another folder`);
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EEXIST: 'there is a file of that name',
  ENOTDIR: 'there is a file in its path',
  EROFS: 'it is on a file system that is read-only',
};

/** The database of `url`, or the embedded one in the folder. What is wrong with the former names its variable and server. */
export async function openServiceDatabase(url: string | undefined, folder: string): Promise<Database> {
  try {
    return await openDatabase({ url, folder });
  } catch (error) {
    if (url === undefined || !(error instanceof InfrastructureFault)) throw error;
    throw new InfrastructureFault(`DATABASE_URL (${placeOf(url)})`, error);
  }
}

/** Server and database, without user and password. */
function placeOf(url: string): string {
  if (!URL.canParse(url)) return 'an address that cannot be read';
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}
