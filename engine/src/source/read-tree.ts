import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { SourceFile, SourceTree } from '@gradewire/core';

/** A folder that cannot be graded as it is: the message names the value and the way out. */
export class UnreadableSource extends Error {
  override readonly name = 'UnreadableSource';
}

const largestText = 256 * 1024;
const limits = { files: 20_000, bytes: 512 * 1024 * 1024, depth: 32 };
/** Version control's own data is no part of a submission. */
const skipped = new Set(['.git', '.hg', '.svn']);

/** Reads a folder once. Links and special files are left out: nothing of a submission may point outside it. */
export async function readTree(root: string): Promise<SourceTree> {
  const info = await lstat(root).catch(() => undefined);
  if (!info?.isDirectory()) throw new UnreadableSource(`${root} is not a folder: name the folder with the programs`);
  const files: SourceFile[] = [];
  const total = { bytes: 0 };
  await readFolder(root, '', 0, files, total);
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { files, digest: treeDigest(files) };
}

/** Covers paths, executable bits and contents. */
export function treeDigest(files: readonly SourceFile[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file.path}\0${file.executable ? 'x' : '-'}\0${file.digest}\n`);
  return `sha256:${hash.digest('hex')}`;
}

async function readFolder(root: string, at: string, depth: number, files: SourceFile[], total: { bytes: number }) {
  if (depth > limits.depth) throw new UnreadableSource(`${at} lies more than ${limits.depth} folders deep`);
  for (const entry of await readdir(path.join(root, at), { withFileTypes: true })) {
    const inside = at === '' ? entry.name : `${at}/${entry.name}`;
    if (entry.isDirectory() && !skipped.has(entry.name)) await readFolder(root, inside, depth + 1, files, total);
    if (!entry.isFile()) continue;
    const file = await readFile(root, inside, total);
    files.push(file);
    if (files.length > limits.files) throw new UnreadableSource(`${root} holds more than ${limits.files} files`);
  }
}

async function readFile(root: string, inside: string, total: { bytes: number }): Promise<SourceFile> {
  await using handle = await open(path.join(root, inside), constants.O_RDONLY | constants.O_NOFOLLOW);
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

const utf8 = new TextDecoder('utf-8', { fatal: true });
const latin1 = new TextDecoder('latin1');

/** Text in UTF-8 or, as editors of old left it, in Latin-1; undefined for a binary. */
function asText(content: Buffer): string | undefined {
  if (content.includes(0)) return undefined;
  try {
    return utf8.decode(content);
  } catch {
    return latin1.decode(content);
  }
}
