import { createHash } from 'node:crypto';

/** A student's file as it was handed in. `path` uses `/` and is relative to the tree's root. */
export interface SourceFile {
  readonly path: string;
  readonly size: number;
  readonly executable: boolean;
  /** SHA-256 of the content, hexadecimal. */
  readonly digest: string;
  /** The content where it is text of at most 256 KiB. */
  readonly text?: string;
}

/** A frozen source tree. `digest` covers paths, executable bits and contents, in order of path. */
export interface SourceTree {
  readonly digest: string;
  readonly files: readonly SourceFile[];
}

/** Content up to this size is looked at as text. Bytes. */
export const largestText = 256 * 1024;

const utf8 = new TextDecoder('utf-8', { fatal: true });
const latin1 = new TextDecoder('latin1');

/** Text in UTF-8 or, as editors of old left it, in Latin-1; undefined for a binary. */
export function asText(content: Uint8Array): string | undefined {
  if (content.includes(0)) return undefined;
  try {
    return utf8.decode(content);
  } catch {
    return latin1.decode(content);
  }
}

/** What a tree may hold at most, in a folder as in an upload. `depth` counts the folders above a file. */
export const sourceLimits = { files: 20_000, bytes: 512 * 1024 * 1024, depth: 32 } as const;

/** Folders with version control's own data, which is no part of a submission. */
export const versionControlFolders: ReadonlySet<string> = new Set(['.git', '.hg', '.svn']);

/** The order of files in a tree: by UTF-16 code unit, so the same on every machine. */
export function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

/** Covers paths, executable bits and contents of files in order of path. */
export function treeDigest(files: Iterable<Pick<SourceFile, 'path' | 'executable' | 'digest'>>): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file.path}\0${file.executable ? 'x' : '-'}\0${file.digest}\n`);
  return `sha256:${hash.digest('hex')}`;
}
