import { createHash } from 'node:crypto';
import { readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { root, runProcess } from './process.mjs';

const lockFile = join(root, 'package-lock.json');
const modules = join(root, 'node_modules');
const stamp = join(modules, '.gradewire-lock');
// The npm package `node` puts the binary of the platform here; node_modules/.bin/node is a link to it.
const node24 = join(modules, 'node', 'bin', 'node');

/** Installs the npm packages unless the lock file's own are there; returns the path of Node 24, one of them. */
export async function ensurePackages() {
  const wanted = createHash('sha256')
    .update(await readFile(lockFile))
    .digest('hex');
  if (await installed(wanted)) {
    await ensureDatabaseClient();
    return node24;
  }

  console.log('installing the npm packages, Node 24 among them (npm ci, about a minute): everything here runs on them');
  const env = outerEnvironment();
  const exitCode = await runProcess('npm', ['ci', '--no-audit', '--no-fund'], { env });
  if (exitCode !== 0) throw new Error(`npm ci failed with exit code ${exitCode}; its own message is above`);
  if (!(await exists(node24))) await fetchNode(env);
  await ensureDatabaseClient();
  await writeFile(stamp, `${wanted}\n`);
  return node24;
}

/** The schema may have changed since the packages were installed, or npm may have been told to run no scripts. */
async function ensureDatabaseClient() {
  const exitCode = await runProcess(node24, [join(root, 'prisma', 'generate-client.mjs')]);
  if (exitCode !== 0) throw new Error(`the database client could not be generated (exit code ${exitCode})`);
}

/** Whether node_modules holds what the lock file says: by our stamp, or else because npm wrote it after the lock. */
async function installed(wanted) {
  if (!(await exists(node24))) return false;
  const stamped = await readFile(stamp, 'utf8').catch(() => undefined);
  if (stamped !== undefined) return stamped.trim() === wanted;
  const written = await stat(join(modules, '.package-lock.json')).catch(() => undefined);
  return written !== undefined && written.mtimeMs >= (await stat(lockFile)).mtimeMs;
}

/** Does what the package `node` does on installation, for where npm is told to run no install scripts. */
async function fetchNode(env) {
  await runProcess('node', ['installArchSpecificPackage'], { env, cwd: join(modules, 'node') });
  if (!(await exists(node24))) {
    throw new Error(`the npm package "node" has no binary for ${process.platform}-${process.arch}`);
  }
  await symlink(join('..', 'node', 'bin', 'node'), join(modules, '.bin', 'node'));
}

/** Our environment without node_modules/.bin in PATH: npm ci must not run on the Node that it deletes. */
function outerEnvironment() {
  const entries = (process.env.PATH ?? '').split(delimiter);
  return { ...process.env, PATH: entries.filter((entry) => !entry.startsWith(modules)).join(delimiter) };
}

async function exists(path) {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
