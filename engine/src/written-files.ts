import { createHash } from 'node:crypto';
import { generateFile, type WrittenFile, type WrittenFiles } from '@gradewire/core';
import { readFileFrom } from './sandbox/put-file.ts';
import type { StandingSandbox } from './sandbox/standing.ts';

/** Kept from where a file parts with what it should be. */
const followingBytes = 64;
/** Of a file that grows beyond all that was expected this much is looked at. */
const beyondBytes = 1 << 20;

/** What was written, compared with what was sent. */
export async function writtenFiles(sandbox: StandingSandbox, writes: WrittenFiles): Promise<WrittenFile[]> {
  const expected = writes.expected.map(generateFile);
  const limit = Math.max(0, ...expected.map(({ length }) => length)) + beyondBytes;
  const written: WrittenFile[] = [];
  for (const path of writes.paths) written.push(compare(path, await readFileFrom(sandbox, path, limit), expected));
  return written;
}

/** `content` null: there is no such file. */
export function compare(path: string, content: Buffer | null, expected: readonly Buffer[]): WrittenFile {
  const bytes = content ?? Buffer.alloc(0);
  const lengths = expected.map((one) => agreement(bytes, one));
  const isWhole = (index: number) => lengths[index] === expected[index]!.length && lengths[index] === bytes.length;
  const closest = lengths.reduce(
    (best, length, index) => (!isWhole(best) && (isWhole(index) || length > lengths[best]!) ? index : best),
    0,
  );
  const agreesFor = lengths[closest] ?? 0;
  return {
    path,
    bytes: content === null ? null : bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    closest,
    agreesFor,
    follows: bytes.subarray(agreesFor, agreesFor + followingBytes).toString('base64'),
  };
}

/** Bytes from the start in which two files agree. */
function agreement(a: Buffer, b: Buffer): number {
  const most = Math.min(a.length, b.length);
  for (let at = 0; at < most; at++) if (a[at] !== b[at]) return at;
  return most;
}
