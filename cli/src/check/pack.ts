import { constants } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { createGzip } from 'node:zlib';
import { byPath, sourceLimits } from '@gradewire/core';
import { type Pack, pack } from 'tar-stream';
import { BadUsage } from '../option-values.ts';
import { type Entry, ignoredByGit, whyLeftOut } from './left-out.ts';

export interface Packed {
  readonly archive: Buffer;
  readonly files: number;
  /** Paths, a folder for all that is in it, by reason. */
  readonly leftOut: ReadonlyMap<string, readonly string[]>;
}

/** The folder as a tar.gz, without what is no part of a submission. Throws BadUsage, naming what stands in the way. */
export async function packFolder(folder: string): Promise<Packed> {
  const info = await lstat(path.join(folder, '.')).catch(() => undefined);
  if (!info?.isDirectory()) throw new BadUsage(`${folder} is not a folder: name the folder with your programs`);
  const found: Found = { files: [], leftOut: new Map() };
  await look(folder, '', found);
  const ignored = await ignoredByGit(folder, found.files);
  for (const one of ignored) leaveOut(found, 'ignored by git', one);
  const files = found.files.filter((one) => !ignored.has(one)).sort((a, b) => byPath({ path: a }, { path: b }));
  if (files.length === 0) throw new BadUsage(`${folder} holds no file that could be sent`);
  return { archive: await archiveOf(folder, files), files: files.length, leftOut: found.leftOut };
}

interface Found {
  readonly files: string[];
  readonly leftOut: Map<string, string[]>;
}

function leaveOut({ leftOut }: Found, why: string, place: string): void {
  leftOut.set(why, [...(leftOut.get(why) ?? []), place]);
}

async function look(folder: string, at: string, found: Found): Promise<void> {
  const entries = await readdir(path.join(folder, at), { withFileTypes: true }).catch((error) => {
    throw unreadable(path.join(folder, at), error);
  });
  const names = entries.map(({ name }) => name);
  for (const entry of entries) {
    const place = at === '' ? entry.name : `${at}/${entry.name}`;
    const kind: Entry['kind'] = entry.isFile()
      ? 'file'
      : entry.isDirectory()
        ? 'folder'
        : entry.isSymbolicLink()
          ? 'link'
          : 'other';
    const why = whyLeftOut({ name: entry.name, kind }, names);
    if (why !== undefined) leaveOut(found, why, kind === 'folder' ? `${place}/` : place);
    else if (kind === 'folder') await look(folder, place, found);
    else found.files.push(place);
    if (found.files.length > sourceLimits.files) {
      throw new BadUsage(`${folder} holds more than ${sourceLimits.files} files: is it the right folder?`);
    }
  }
}

async function archiveOf(folder: string, files: readonly string[]): Promise<Buffer> {
  const tar = pack();
  const whole = buffer(tar.pipe(createGzip()));
  try {
    let bytes = 0;
    for (const file of files) {
      bytes += await add(tar, folder, file);
      if (bytes > sourceLimits.bytes) {
        throw new BadUsage(`${folder} holds more than ${sourceLimits.bytes >> 20} MiB (reached at ${file})`);
      }
    }
    tar.finalize();
    return await whole;
  } catch (error) {
    whole.catch(() => {});
    tar.destroy();
    throw error;
  }
}

/** Returns the file's size. */
async function add(tar: Pack, folder: string, file: string): Promise<number> {
  const place = path.join(folder, file);
  const { content, mode } = await readFile(place).catch((error) => {
    throw unreadable(place, error);
  });
  const header = { name: file, mode: mode & 0o111 ? 0o755 : 0o644, mtime: new Date(0) };
  await new Promise<void>((resolve, reject) => {
    tar.entry(header, content, (error) => (error ? reject(error) : resolve()));
  });
  return content.length;
}

async function readFile(place: string) {
  await using handle = await open(place, constants.O_RDONLY | constants.O_NOFOLLOW);
  const { mode } = await handle.stat();
  return { content: await handle.readFile(), mode };
}

function unreadable(place: string, { code }: NodeJS.ErrnoException): BadUsage {
  const why = code === 'EACCES' ? 'its permissions do not allow it' : code === 'ENOENT' ? 'it is gone' : `${code}`;
  return new BadUsage(`${place} cannot be read: ${why}`);
}
