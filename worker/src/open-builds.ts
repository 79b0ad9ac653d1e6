import { rm, writeFile } from 'node:fs/promises';
import { InfrastructureFault } from '@gradewire/core';
import { type BuildCache, buildCache } from '@gradewire/engine';
import { makeFolder } from '@gradewire/storage';

/**
 * The builds in a folder, which is made if need be and tried: better now than when the first run has built its programs.
 * Throws InfrastructureFault, which names the folder.
 */
export async function openBuilds(folder: string): Promise<BuildCache> {
  const cache = buildCache(folder);
  try {
    await makeFolder(folder);
    const file = await cache.newFile();
    await writeFile(file, '');
    await rm(file);
  } catch (error) {
    throw new InfrastructureFault(`the folder of builds ${folder} could not be opened`, error);
  }
  return cache;
}
