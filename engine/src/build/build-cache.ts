import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { BuildResult } from '@gradewire/core';

/** What a subject's build left: its results and, if anything was built, the tree to run from. */
export interface CachedBuild {
  readonly results: readonly BuildResult[];
  /** Undefined where programs run from the source as it was handed in. */
  readonly tree: (() => AsyncIterable<Uint8Array>) | undefined;
  /** Room that the tree needs when it is unpacked. */
  readonly treeMiB: number | undefined;
}

/** A folder of builds. Entries appear whole or not at all, so that several graders can share it. */
export interface BuildCache {
  readonly folder: string;
  read(key: string): Promise<CachedBuild | undefined>;
  /** `tree` is a finished archive, which the cache takes over, and the room that it needs when unpacked. */
  write(key: string, results: readonly BuildResult[], tree?: { file: string; mebibytes: number }): Promise<CachedBuild>;
  /** A name for a file in the making, on the cache's own file system. */
  newFile(): Promise<string>;
}

const keptBytes = 4 * 1024 ** 3;

/** The key of a build: everything that decides what comes out of it. */
export function buildKey(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

export function buildCache(folder: string): BuildCache {
  const resultFile = (key: string) => path.join(folder, `${key}.json`);
  const treeFile = (key: string) => path.join(folder, `${key}.tar`);
  const asBuild = ({ results, treeMiB }: Entry, key: string): CachedBuild => {
    const tree = () => createReadStream(treeFile(key), { highWaterMark: 256 * 1024 });
    return { results, treeMiB, tree: treeMiB === undefined ? undefined : tree };
  };

  return {
    folder,
    async read(key) {
      const text = await readFile(resultFile(key), 'utf8').catch(() => undefined);
      if (text === undefined) return undefined;
      const entry = JSON.parse(text) as Entry;
      if (entry.treeMiB !== undefined && !(await stat(treeFile(key)).catch(() => undefined))) return undefined;
      const now = new Date();
      await utimes(resultFile(key), now, now).catch(() => {});
      return asBuild(entry, key);
    },
    async write(key, results, tree) {
      await mkdir(folder, { recursive: true });
      const entry: Entry = { results, ...(tree ? { treeMiB: tree.mebibytes } : {}) };
      if (tree) await rename(tree.file, treeFile(key));
      const temporary = path.join(folder, `${randomUUID()}.part`);
      await writeFile(temporary, JSON.stringify(entry));
      await rename(temporary, resultFile(key));
      return asBuild(entry, key);
    },
    async newFile() {
      await mkdir(folder, { recursive: true });
      return path.join(folder, `${randomUUID()}.part`);
    },
  };
}

interface Entry {
  readonly results: readonly BuildResult[];
  readonly treeMiB?: number;
}

/** Removes the builds that were used longest ago until the folder is below its limit. */
export async function pruneCache(folder: string, limit = keptBytes): Promise<void> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json'));
  const entries = [];
  for (const name of names) {
    const tree = path.join(folder, name.replace(/json$/, 'tar'));
    const [result, archive] = await Promise.all([
      stat(path.join(folder, name)).catch(() => undefined),
      stat(tree).catch(() => undefined),
    ]);
    entries.push({ name, tree, usedMs: result?.mtimeMs ?? 0, bytes: (result?.size ?? 0) + (archive?.size ?? 0) });
  }
  entries.sort((a, b) => b.usedMs - a.usedMs);
  let total = 0;
  for (const entry of entries) {
    total += entry.bytes;
    if (total <= limit) continue;
    await rm(path.join(folder, entry.name), { force: true });
    await rm(entry.tree, { force: true });
  }
}
