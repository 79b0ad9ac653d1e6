import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { InfrastructureFault } from '@gradewire/core';
import { type Database, openDatabase } from '@gradewire/db';
import { BadUsage } from '../option-values.ts';
import { takesFolders } from '../takes-folders.ts';

/**
 * Throws BadUsage, which names the folder. Without a database in it, it need not be writable itself: what is written may
 * lie in volumes below.
 */
export async function makeDataFolder(folder: string, holdsDatabase: boolean): Promise<void> {
  try {
    await makeFolder(folder);
    if (holdsDatabase) await takesFolders(folder);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new BadUsage(`--data ${folder} cannot be used (${reasons[code ?? ''] ?? message}): give another folder`);
  }
}

/**
 * With all that it lies in. Node's own `recursive` tries for ever where a folder that is there takes no other, as in /proc:
 * it hears "no such folder" each time.
 */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && (await isFolder(folder))) return;
    const above = path.dirname(folder);
    if (code !== 'ENOENT' || (await isFolder(above))) throw error;
    await makeFolder(above);
    await makeFolder(folder);
  }
}

async function isFolder(place: string): Promise<boolean> {
  return (await stat(place).catch(() => undefined))?.isDirectory() === true;
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EEXIST: 'there is a file of that name',
  ENOENT: 'its file system takes no folders',
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
