import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import path from 'node:path';
import type { FileSpec, Files } from './commit-files.ts';

/** The files of a folder on disk, as a commit takes them; a `.git` in it is left out. */
export async function filesIn(folder: string, below = ''): Promise<Files> {
  const files: Record<string, FileSpec> = {};
  for (const entry of await readdir(path.join(folder, below), { withFileTypes: true })) {
    const inside = path.posix.join(below, entry.name);
    const whole = path.join(folder, inside);
    if (entry.name === '.git') continue;
    if (entry.isDirectory()) Object.assign(files, await filesIn(folder, inside));
    else if (entry.isSymbolicLink()) files[inside] = { symlink: await readlink(whole) };
    else if (entry.isFile()) {
      const content = await readFile(whole);
      files[inside] = ((await stat(whole)).mode & 0o111) === 0 ? content : { content, executable: true };
    }
  }
  return files;
}
