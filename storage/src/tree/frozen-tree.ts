import type { SourceFile } from '@gradewire/core';
import { digestKey } from '../blobs/keys.ts';

export interface FrozenFile {
  readonly path: string;
  readonly size: number;
  /** Only whether a file is executable is kept. */
  readonly mode: 0o644 | 0o755;
  /** Of the content, hexadecimal. */
  readonly sha256: string;
}

/** A submission's source. The content is in the blob store, as the canonical tar under `treeKey(digest)`. */
export interface FrozenTree {
  /** `sha256:…`, the same that reading the same files from a folder gives. */
  readonly digest: string;
  /** Of all files together. */
  readonly bytes: number;
  /** In order of path. */
  readonly files: readonly FrozenFile[];
}

export const treePrefix = 'trees/';

/** Where a tree lies in the blob store. */
export function treeKey(digest: string): string {
  return digestKey(treePrefix, digest);
}

/** As the tree's digest sees a file. */
export function asSource(file: FrozenFile): Pick<SourceFile, 'path' | 'executable' | 'digest'> {
  return { path: file.path, executable: file.mode === 0o755, digest: file.sha256 };
}
