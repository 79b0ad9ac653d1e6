import { sourceLimits } from '@gradewire/core';
import { IngestRefused } from './refused.ts';

export interface IngestLimits {
  /** Bytes of the archive as it comes. */
  readonly compressedBytes: number;
  /** Bytes of all files. */
  readonly totalBytes: number;
  /** Files and folders, those included that only a path names. */
  readonly entries: number;
  /** Folders above a file. */
  readonly depth: number;
  /** How many times its own size an archive may unpack to, once that is more than 8 MiB. */
  readonly ratio: number;
}

/** None is above what a folder may hold, so that what was taken can always be graded. */
export const uploadLimits: IngestLimits = {
  compressedBytes: 64 * 1024 * 1024,
  totalBytes: 256 * 1024 * 1024,
  entries: sourceLimits.files,
  depth: sourceLimits.depth,
  ratio: 100,
};

/** What a name and a path may take up on common file systems, in bytes of UTF-8. */
export const nameBytes = 255;
export const pathBytes = 1024;

/** Small archives may well unpack to much more than their size: a file of zeros is no bomb yet. */
const ratioFloor = 8 * 1024 * 1024;

/** What has gone by so far. `entry` is the one being read, for the message. */
export interface Meter {
  compressed: number;
  inflated: number;
  entry: string | undefined;
}

/** Refuses an archive bomb while it unpacks: `inflated` bytes out of `compressed` ones. */
export function checkRatio(inflated: number, compressed: number, limits: IngestLimits, entry?: string): void {
  if (inflated <= ratioFloor || inflated <= limits.ratio * compressed) return;
  throw new IngestRefused('ratio', `${at(entry)}the archive unpacks to more than ${limits.ratio} times its size`, {
    ...(entry === undefined ? {} : { entry }),
    limit: limits.ratio,
  });
}

export function checkTotal(bytes: number, limits: IngestLimits, entry: string): void {
  if (bytes <= limits.totalBytes) return;
  const message = `${at(entry)}the files are larger than ${mebibytes(limits.totalBytes)} together`;
  throw new IngestRefused('total-size', message, { entry, limit: limits.totalBytes });
}

/** "16 MiB", or bytes where that would not be exact. */
export function mebibytes(bytes: number): string {
  return bytes % 1048576 === 0 ? `${bytes / 1048576} MiB` : `${bytes} bytes`;
}

/** How far the reading came, where what is wrong may lie in that entry or behind it. */
export function reached({ entry }: Meter): { readonly entry?: string } {
  return entry === undefined ? {} : { entry };
}

/** The same for a message. */
export function last({ entry }: Meter): string {
  return entry === undefined ? '' : ` (the last entry read is ${entry})`;
}

const at = (entry: string | undefined) => (entry === undefined ? '' : `at ${entry} `);
