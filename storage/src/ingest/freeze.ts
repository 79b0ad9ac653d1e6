import { createHash } from 'node:crypto';
import { byPath, versionControlFolders } from '@gradewire/core';
import type { FrozenFile } from '../tree/frozen-tree.ts';
import type { ArchiveEntry } from './archive-entry.ts';
import { entrySegments, rawName } from './entry-name.ts';
import { checkTotal, type IngestLimits, type Meter } from './limits.ts';
import { emptyFolders, nameTree, takeName, tooMany } from './name-tree.ts';
import { type IngestNote, isLfsPointer, looksAt, noteOf, submodulePaths } from './notes.ts';
import { IngestRefused, shown } from './refused.ts';
import type { Spool } from './spool.ts';

/** A file whose content lies at `offset` of the spool. */
export interface SpooledFile extends FrozenFile {
  readonly offset: number;
}

/** Reads all entries into the spool, or throws IngestRefused at the first that is not allowed. */
export async function freeze(
  entries: AsyncIterable<ArchiveEntry>,
  spool: Spool,
  meter: Meter,
  limits: IngestLimits,
  stripTop: boolean,
): Promise<{ readonly files: readonly SpooledFile[]; readonly notes: readonly IngestNote[] }> {
  const files: SpooledFile[] = [];
  const names = nameTree();
  const skipped = new Set<string>();
  const pointers: string[] = [];
  let modules: ReadonlySet<string> = new Set();
  let top: string | undefined;
  let count = 0;
  let total = 0;
  for await (const entry of entries) {
    meter.entry = shown(rawName(entry.name));
    if (++count > limits.entries) throw tooMany(limits, meter.entry);
    const whole = entrySegments(entry.name);
    if (stripTop && whole.length > 0) top = topOf(top, whole, entry.type);
    const segments = stripTop ? whole.slice(1) : whole;
    const path = segments.join('/');
    checkTotal(total + entry.size, limits, meter.entry);
    total += entry.size;
    const hidden = versionControl(segments, entry.type === 'folder');
    if (hidden !== undefined) {
      skipped.add(hidden);
      if (entry.type !== 'folder') for await (const _ of entry.content);
      continue;
    }
    if (entry.type !== 'file' && entry.type !== 'folder') throw wrongType(entry.type, path);
    if (entry.type === 'file' && segments.length === 0) throw wrongType('a file in place of the top folder', '.');
    takeName(names, segments, entry.type === 'folder', limits);
    if (entry.type === 'folder') continue;
    const { file, text } = await spooled(entry, path, spool);
    files.push(file);
    if (path === '.gitmodules') modules = submodulePaths(text);
    else if (isLfsPointer(text)) pointers.push(path);
  }
  if (files.length === 0) throw new IngestRefused('archive-empty', 'there is no file in the archive');
  const empty = [...emptyFolders(names.root)];
  const notes = [
    ...noteOf('lfs-pointer', pointers),
    ...noteOf(
      'submodule',
      empty.filter((path) => modules.has(path)),
    ),
    ...noteOf(
      'empty-folder',
      empty.filter((path) => !modules.has(path)),
    ),
    ...noteOf('version-control', skipped),
  ];
  return { files: files.sort(byPath), notes };
}

async function spooled(entry: ArchiveEntry, path: string, spool: Spool): Promise<{ file: SpooledFile; text: string }> {
  const { size: offset } = spool;
  const hash = createHash('sha256');
  const kept: Uint8Array[] = [];
  const keep = entry.size <= looksAt(path);
  for await (const part of entry.content) {
    hash.update(part);
    if (keep) kept.push(part);
    await spool.append(part);
  }
  const file = {
    path,
    size: spool.size - offset,
    mode: entry.executable ? 0o755 : 0o644,
    sha256: hash.digest('hex'),
    offset,
  } as const;
  return { file, text: Buffer.concat(kept).toString('latin1') };
}

function topOf(top: string | undefined, segments: readonly string[], type: string): string {
  const here = segments[0]!;
  const alone = segments.length === 1 && type !== 'folder';
  if ((top === undefined || top === here) && !alone) return here;
  const entry = segments.join('/');
  const message = `the entry ${shown(entry)} is not in ${top === undefined ? 'a top folder' : shown(top)} as all should be`;
  throw new IngestRefused('top-folder', message, { entry });
}

function versionControl(segments: readonly string[], isFolder: boolean): string | undefined {
  const folders = isFolder ? segments : segments.slice(0, -1);
  const index = folders.findIndex((name) => versionControlFolders.has(name));
  return index < 0 ? undefined : segments.slice(0, index + 1).join('/');
}

function wrongType(type: string, entry: string): IngestRefused {
  const message = `the entry ${shown(entry)} is ${type}: only files and folders are taken`;
  return new IngestRefused('entry-type', message, { entry });
}
