import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { InfrastructureFault } from '@gradewire/core';
import { type Pack, pack } from 'tar-stream';
import type { Recipe } from './recipe.ts';

/** The build context of an image as a tar archive. `npmPackages` is a folder of packed npm packages, looked at first. */
export async function packContext(recipe: Recipe, npmPackages?: string, signal?: AbortSignal): Promise<Pack> {
  const archive = pack();
  archive.entry({ name: 'Dockerfile' }, recipe.dockerfile);
  for (const [name, content] of recipe.files) {
    archive.entry({ name, mode: name.endsWith('.sh') ? 0o755 : 0o644 }, content);
  }
  for (const item of recipe.npm) {
    archive.entry(
      { name: `${packageName(item)}.tgz` },
      (npmPackages && (await packed(npmPackages, item))) || (await npmPack(item, signal)),
    );
  }
  archive.finalize();
  return archive;
}

/** `name@version` → `name`. */
function packageName(item: string): string {
  return item.slice(0, item.lastIndexOf('@'));
}

/** As `npm pack` names it: `@scope/name@1.0.0` → `scope-name-1.0.0.tgz`. */
export function packedName(item: string): string {
  const name = packageName(item);
  return `${name.replace(/^@/, '').replace('/', '-')}-${item.slice(name.length + 1)}.tgz`;
}

/** Undefined if the folder has it not. */
function packed(folder: string, item: string): Promise<Buffer | undefined> {
  return readFile(path.join(folder, packedName(item))).catch(() => undefined);
}

/** The tarball of an npm package: the build has no way to the registry, we have. */
async function npmPack(item: string, signal?: AbortSignal): Promise<Buffer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'gradewire-npm-'));
  try {
    const { stdout } = await promisify(execFile)('npm', ['pack', item, '--json', '--pack-destination', folder], {
      maxBuffer: 1 << 24,
      signal,
    });
    const [packed] = JSON.parse(stdout) as { filename: string }[];
    return await readFile(path.join(folder, packed!.filename));
  } catch (error) {
    throw new InfrastructureFault(`npm package ${item} could not be fetched (npm pack ${item})`, error);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
