import { mkdtemp, rmdir } from 'node:fs/promises';
import path from 'node:path';

/**
 * Makes a folder in this one and takes it away again: what may be written tells less, since root may everywhere and /proc
 * takes nothing all the same. Rejects with what the file system says.
 */
export async function takesFolders(folder: string): Promise<void> {
  await rmdir(await mkdtemp(path.join(folder, '.gradewire-')));
}
