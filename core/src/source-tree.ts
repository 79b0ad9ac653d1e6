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
