/** What an archive says of one entry; nothing of it is believed yet. */
export interface ArchiveEntry {
  /** Bytes where the archive gives them, so that a name that is no UTF-8 is seen. */
  readonly name: Uint8Array | string;
  /** `file`, `folder`, or in words what it is instead ("a symbolic link"). */
  readonly type: string;
  readonly executable: boolean;
  /** As the archive says it, in bytes; `content` ends there or throws. */
  readonly size: number;
  /** To be read to its end, once, before the next entry is asked for. */
  readonly content: AsyncIterable<Uint8Array>;
}
