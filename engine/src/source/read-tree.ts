import { createHash } from 'node:crypto';
import { constants, type Dirent } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import path from 'node:path';
import {
  asText,
  byPath,
  InfrastructureFault,
  largestText,
  sourceLimits as limits,
  type SourceFile,
  type SourceTree,
  versionControlFolders as skipped,
  treeDigest,
} from '@gradewire/core';

/** A folder that cannot be graded as it is: the message names the value and the way out. */
export class UnreadableSource extends Error {
  override readonly name = 'UnreadableSource';
}

/** Reads a folder once. Links and special files are left out: nothing of a submission may point outside it. */
export async function readTree(root: string): Promise<SourceTree> {
  const info = await lstat(root).catch((error) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw unreadable(root, error);
  });
  if (!info?.isDirectory()) throw new UnreadableSource(`${root} is not a folder: name the folder with the programs`);
  const files: SourceFile[] = [];
  const total = { bytes: 0 };
  await readFolder(root, '', 0, files, total);
  files.sort(byPath);
  return { files, digest: treeDigest(files) };
}

async function readFolder(root: string, at: string, depth: number, files: SourceFile[], total: { bytes: number }) {
  if (depth > limits.depth) throw new UnreadableSource(`${at} lies more than ${limits.depth} folders deep`);
  for (const entry of await entriesOf(root, at)) {
    const inside = at === '' ? entry.name : `${at}/${entry.name}`;
    if (entry.isDirectory() && !skipped.has(entry.name)) await readFolder(root, inside, depth + 1, files, total);
    if (!entry.isFile()) continue;
    const file = await readFile(root, inside, total);
    files.push(file);
    if (files.length > limits.files) throw new UnreadableSource(`${root} holds more than ${limits.files} files`);
  }
}

async function entriesOf(root: string, at: string): Promise<Dirent[]> {
  const place = path.join(root, at);
  const entries = await readdir(place, { withFileTypes: true }).catch((error) => {
    throw unreadable(place, error);
  });
  // What is no UTF-8 comes with U+FFFD in it, and is not found again under such a name.
  for (const { name } of entries.filter((entry) => entry.name.includes('\uFFFD'))) {
    if ((await lstat(path.join(place, name)).catch(() => undefined)) !== undefined) continue;
    throw new UnreadableSource(`${quoted(path.join(place, name))} is no name in UTF-8: rename it`);
  }
  return entries;
}

async function readFile(root: string, inside: string, total: { bytes: number }): Promise<SourceFile> {
  const place = path.join(root, inside);
  try {
    return await readOpened(root, inside, total, place);
  } catch (error) {
    throw error instanceof UnreadableSource ? error : unreadable(place, error as NodeJS.ErrnoException);
  }
}

/** What lies in the folder, or who may read it, is the submission's; anything else is a fault of the machine. */
function unreadable(place: string, error: NodeJS.ErrnoException): Error {
  const why: Readonly<Record<string, string>> = {
    EACCES: 'its permissions do not allow it: allow reading with chmod -R u+rwX, or grade as its owner',
    EPERM: 'the system does not allow it',
    ENOENT: 'it was there a moment ago: grade a folder that nobody is changing',
    ENOTDIR: 'it was a folder a moment ago: grade a folder that nobody is changing',
    ELOOP: 'it became a link a moment ago: grade a folder that nobody is changing',
    ENAMETOOLONG: 'its path is too long',
  };
  const reason = why[error.code ?? ''];
  if (reason === undefined) return new InfrastructureFault(`${quoted(place)} could not be read`, error);
  return new UnreadableSource(`${quoted(place)} cannot be read: ${reason}`);
}

/** As it is, or as a JSON string where control characters in it would spoil the message. */
function quoted(place: string): string {
  return /\p{Cc}/u.test(place) ? JSON.stringify(place) : place;
}

async function readOpened(root: string, inside: string, total: { bytes: number }, place: string): Promise<SourceFile> {
  await using handle = await open(place, constants.O_RDONLY | constants.O_NOFOLLOW);
  const info = await handle.stat();
  total.bytes += info.size;
  if (total.bytes > limits.bytes) {
    throw new UnreadableSource(`${root} holds more than ${limits.bytes >> 20} MiB (reached at ${inside})`);
  }
  const executable = (info.mode & 0o111) !== 0;
  const hash = createHash('sha256');
  if (info.size > largestText) {
    for await (const chunk of handle.createReadStream({ autoClose: false })) hash.update(chunk as Buffer);
    return { path: inside, size: info.size, executable, digest: hash.digest('hex') };
  }
  const content = await handle.readFile();
  const text = asText(content);
  const file = { path: inside, size: content.length, executable, digest: hash.update(content).digest('hex') };
  return text === undefined ? file : { ...file, text };
}
