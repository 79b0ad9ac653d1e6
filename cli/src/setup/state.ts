import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

export const repositoryRoot = join(import.meta.dirname, '..', '..', '..');

/** Where logs, pids and built programs are kept, outside version control. */
export const stateFolder = join(repositoryRoot, '.gradewire');

/** Where built programs are kept, so that nothing is built twice. */
export const buildsFolder = join(stateFolder, 'builds');

/** The path of a file in the state folder, which is created if need be. */
export async function stateFile(name: string): Promise<string> {
  await mkdir(stateFolder, { recursive: true });
  return join(stateFolder, name);
}
