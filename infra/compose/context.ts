import { execFile } from 'node:child_process';
import { copyFile, cp, mkdir, readFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '../../cli/src/setup/state.ts';
import { type LockFile, productionPackages } from './production-packages.ts';

/** What is started in the images; all that these need goes along. */
const started = ['cli', 'worker'];
/** Copied as they are, since the tags of the sandboxes' images are digests of their files. */
const recipes = ['sandbox-images'];

/**
 * Lays out the build context of the images in `folder`: programs, the npm packages that they need and Node itself, all taken
 * from this clone, so that building asks no registry but for the base image.
 */
export async function layOutContext(folder: string): Promise<void> {
  const text = await readFile(path.join(repositoryRoot, 'package-lock.json'), 'utf8');
  const { installed, workspaces } = productionPackages(JSON.parse(text) as LockFile, started);
  const from = (place: string) => path.join(repositoryRoot, place);
  const packages = path.join(folder, 'packages');
  for (const place of installed) {
    const inside = path.join(packages, place);
    // Nested packages have places of their own in the list.
    const filter = (file: string) => isNeeded(file) && path.relative(from(place), file) !== 'node_modules';
    await cp(from(place), inside, { recursive: true, filter });
  }
  for (const [link, target] of workspaces) {
    const inside = path.join(packages, link);
    await mkdir(path.dirname(inside), { recursive: true });
    await symlink(path.relative(path.dirname(link), target), inside);
  }
  const sources = new Set([...workspaces.values(), ...started]);
  for (const place of sources) {
    await cp(from(place), path.join(folder, 'programs', place), { recursive: true, filter: isSource });
  }
  await copyFile(from('package.json'), path.join(folder, 'programs', 'package.json'));
  for (const place of recipes) await cp(from(place), path.join(folder, 'recipes', place), { recursive: true });
  // Debugging symbols are a fifth of it; where there is no strip, they stay.
  await copyFile(process.execPath, path.join(folder, 'node'));
  await promisify(execFile)('strip', [path.join(folder, 'node')]).catch(() => {});
  await copyFile(path.join(import.meta.dirname, 'Dockerfile'), path.join(folder, 'Dockerfile'));
}

/** Of an installed package: no types or source maps, and of Prisma's compilers only PostgreSQL's. */
function isNeeded(file: string): boolean {
  return !/\.(d\.[cm]?ts|map)$|@prisma\/client\/runtime\/.*\.(mysql|sqlite|sqlserver|cockroachdb)\./.test(file);
}

/** Of our own folders: no tests, and nothing that is installed or built in place. */
function isSource(file: string): boolean {
  return !/\.test\.ts$|\/(node_modules|fixtures|\.gradewire)$/.test(file);
}
