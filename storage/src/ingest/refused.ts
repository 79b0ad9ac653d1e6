/** Why an upload was not taken: stable, for problem+json and its documentation. */
export const refusalCodes = [
  /** Neither tar.gz nor zip, or not the one that was announced. */
  'unknown-format',
  /** The connection or the archive ends in the middle. */
  'upload-cut',
  /** A checksum, a header or a size in it is wrong. */
  'archive-damaged',
  /** No file in it. */
  'archive-empty',
  /** Larger than `limit` bytes as it came. */
  'compressed-size',
  /** Larger than `limit` bytes when unpacked. */
  'total-size',
  /** More than `limit` files and folders. */
  'entry-count',
  /** More than `limit` folders above a file. */
  'entry-depth',
  /** Unpacks to more than `limit` times its size: an archive bomb. */
  'ratio',
  /** Neither a regular file nor a folder. */
  'entry-type',
  /** A name that is not allowed, or longer than `limit` bytes. */
  'entry-name',
  /** The same name twice. */
  'entry-duplicate',
  /** Two names, `entry` and `other`, that are one where upper and lower case are the same. */
  'entry-case',
  /** Encrypted, or packed in a way that cannot be read here. */
  'entry-unreadable',
  /** Not below the one top folder that was to be stripped. */
  'top-folder',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

export interface RefusalDetail {
  /** The entry at fault, cut to 200 characters. */
  readonly entry?: string;
  readonly other?: string;
  readonly limit?: number;
  readonly cause?: unknown;
}

/** An upload that is not taken as it is: the message names the entry, the limit and the way out. */
export class IngestRefused extends Error {
  override readonly name = 'IngestRefused';
  readonly code: RefusalCode;
  readonly entry?: string;
  readonly other?: string;
  readonly limit?: number;

  constructor(code: RefusalCode, message: string, { entry, other, limit, cause }: RefusalDetail = {}) {
    super(message, { cause });
    this.code = code;
    if (entry !== undefined) this.entry = shown(entry);
    if (other !== undefined) this.other = shown(other);
    if (limit !== undefined) this.limit = limit;
  }
}

/** An entry's name for a message: short, and as a JSON string where characters in it would spoil the message. */
export function shown(name: string): string {
  const short = name.length > 200 ? `${name.slice(0, 200)}…` : name;
  return /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Cs}]/u.test(short) ? JSON.stringify(short) : short;
}
