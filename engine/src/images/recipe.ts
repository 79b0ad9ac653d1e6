import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { InfrastructureFault } from '@gradewire/core';

/** An image of ours: a folder with a Dockerfile, whose `ARG BASE` and `ARG LAB` name other images of ours. */
export interface Recipe {
  /** `base`, `lab`, `lang-<id>`, `peers-<kit>`, or `lang-<id>-extra` for one with more Debian packages. */
  readonly name: string;
  readonly dockerfile: string;
  /** Build context without the Dockerfile; path → content. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** npm packages, exact, that are put into the context as `<name>.tgz`. */
  readonly npm: readonly string[];
  /** Build argument → name of our image. */
  readonly needs: Readonly<Record<string, string>>;
  /** Images of others that it starts from. */
  readonly bases: readonly string[];
}

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const ownImages: Readonly<Record<string, string>> = { BASE: 'base', LAB: 'lab' };

/** The folder of an image of ours. Throws InfrastructureFault if there is none of that name. */
function folderOf(name: string): string {
  const [, kind, rest] = /^(lang|peers)-(.+)$/.exec(name) ?? [];
  if (kind === 'lang') return path.join(repository, 'sandbox-images', rest!);
  if (kind === 'peers') return path.join(repository, 'kits', rest!, 'peers');
  return path.join(repository, 'sandbox-images', name);
}

export async function readRecipe(name: string): Promise<Recipe> {
  const folder = folderOf(name);
  const files = new Map<string, Buffer>();
  await readInto(files, folder, '');
  const dockerfile = files.get('Dockerfile')?.toString();
  if (dockerfile === undefined)
    throw new InfrastructureFault(`there is no image "${name}": ${folder} has no Dockerfile`);
  const context = files.get('context.json');
  files.delete('Dockerfile');
  files.delete('context.json');
  return {
    name,
    dockerfile,
    files,
    npm: context === undefined ? [] : (JSON.parse(context.toString()) as { npm: string[] }).npm,
    needs: Object.fromEntries(
      [...dockerfile.matchAll(/^ARG (BASE|LAB)$/gm)].map((found) => [found[1]!, ownImages[found[1]!]!]),
    ),
    bases: [...dockerfile.matchAll(/^FROM ([a-z][^\s$]*)/gm)].map((found) => found[1]!),
  };
}

/** A language's image with more Debian packages, as an assignment may ask for. */
export function withPackages(language: string, packages: readonly string[]): Recipe {
  const bad = packages.find((name) => !/^[a-z0-9][a-z0-9.+-]*$/.test(name));
  if (bad !== undefined) throw new RangeError(`"${bad}" is not the name of a Debian package`);
  const sorted = [...new Set(packages)].sort();
  return {
    name: `lang-${language}-extra`,
    dockerfile: [
      'ARG LANGUAGE',
      'FROM $' + '{LANGUAGE}',
      `RUN apt-get update && apt-get install -y --no-install-recommends ${sorted.join(' ')} && rm -rf /var/lib/apt/lists/*`,
      '',
    ].join('\n'),
    files: new Map(),
    npm: [],
    needs: { LANGUAGE: `lang-${language}` },
    bases: [],
  };
}

/** The tag of an image: a digest of all that goes into it, so that an image is never out of date. */
export function contentTag(recipe: Recipe, tagsOfNeeds: readonly string[]): string {
  const hash = createHash('sha256');
  const add = (part: string | Buffer) => hash.update(`${part.length}:`).update(part);
  add(recipe.dockerfile);
  for (const [file, content] of [...recipe.files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    add(file);
    add(content);
  }
  for (const part of [...recipe.npm, ...tagsOfNeeds]) add(part);
  return hash.digest('hex').slice(0, 16);
}

/**
 * All files of the context. The hello program of a language is a test of its image, not a part of it; what someone has
 * built in place (no extension, `.o`, build folders) is no part of it either.
 */
async function readInto(files: Map<string, Buffer>, folder: string, prefix: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const inside = path.join(folder, entry.name);
    if (entry.isDirectory() && !buildFolders.has(entry.name)) await readInto(files, inside, `${prefix}${entry.name}/`);
    if (entry.isFile() && isSource(entry.name)) files.set(`${prefix}${entry.name}`, await readFile(inside));
  }
}

/** Where programs are built and checked on a developer's machine. */
const buildFolders = new Set(['build', 'check', 'objects']);

function isSource(name: string): boolean {
  if (/^hello\.|\.o$|\.test\.ts$|^\./i.test(name)) return false;
  return name === 'Makefile' || name === 'Dockerfile' || name.includes('.');
}
