import { InfrastructureFault } from '@gradewire/core';
import { type Database, openDatabase } from '@gradewire/db';
import { type BlobStoreSettings, blobStore, makeFolder } from '@gradewire/storage';
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
    throw new BadUsage(`--data ${folder} cannot be used (${reasonOf(error)}): give another folder`);
  }
}

/** Throws BadUsage, which names the folder, if blobs are to be kept in one and cannot be; a bucket is not asked. */
export async function tryBlobFolder(settings: BlobStoreSettings): Promise<void> {
  if (settings.kind !== 'folder') return;
  try {
    await blobStore(settings);
  } catch (error) {
    const why = reasonOf((error as Error).cause ?? error);
    throw new BadUsage(`the blobs' folder ${settings.folder} cannot be used (${why}): see --data and GRADEWIRE_BLOBS`);
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return reasons[code ?? ''] ?? message;
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
