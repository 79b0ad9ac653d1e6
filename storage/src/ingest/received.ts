import { Readable } from 'node:stream';
import { type IngestLimits, last, type Meter, mebibytes, reached } from './limits.ts';
import { IngestRefused } from './refused.ts';

export type ArchiveFormat = 'tar.gz' | 'zip';

/**
 * The upload's bytes, counted. A stream is let go of, not destroyed, when reading stops early: an HTTP request's
 * connection is still needed for the answer.
 */
export async function* received(
  archive: Readable | AsyncIterable<Uint8Array>,
  meter: Meter,
  limits: IngestLimits,
): AsyncGenerator<Buffer> {
  const chunks: AsyncIterator<Uint8Array> =
    archive instanceof Readable ? archive.iterator({ destroyOnReturn: false }) : archive[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await chunks.next().catch((error: unknown) => {
        const message = `the upload ended in the middle${last(meter)}: send it again`;
        throw new IngestRefused('upload-cut', message, { ...reached(meter), cause: error });
      });
      if (next.done) return;
      meter.compressed += next.value.length;
      if (meter.compressed > limits.compressedBytes) {
        const message = `the archive is larger than ${mebibytes(limits.compressedBytes)}`;
        throw new IngestRefused('compressed-size', message, { limit: limits.compressedBytes });
      }
      yield Buffer.from(next.value.buffer, next.value.byteOffset, next.value.length);
    }
  } finally {
    await chunks.return?.();
  }
}

/** Tells the format by its first bytes, and gives them back in front of the rest. */
export async function recognised(
  bytes: AsyncGenerator<Buffer>,
  announced?: ArchiveFormat,
): Promise<{ readonly format: ArchiveFormat; readonly bytes: AsyncGenerator<Buffer> }> {
  let start: Buffer = Buffer.alloc(0);
  while (start.length < 4) {
    const next = await bytes.next();
    if (next.done) break;
    start = Buffer.concat([start, next.value]);
  }
  const format = formatOf(start);
  if (format === undefined || (announced !== undefined && announced !== format)) {
    await bytes.return(undefined);
    if (start.length < 4) throw new IngestRefused('upload-cut', 'the upload ended before its first four bytes');
    const wanted = announced ?? 'tar.gz or zip';
    throw new IngestRefused('unknown-format', `the upload is no ${wanted}${format ? ` but a ${format}` : ''}`);
  }
  const rest = async function* () {
    try {
      yield start;
      yield* bytes;
    } finally {
      await bytes.return(undefined);
    }
  };
  return { format, bytes: rest() };
}

/** RFC 1952 (gzip) and APPNOTE.TXT (a local header, or the end record of an empty archive). */
function formatOf(start: Buffer): ArchiveFormat | undefined {
  if (start.length < 4) return undefined;
  if (start[0] === 0x1f && start[1] === 0x8b) return 'tar.gz';
  const signature = start.readUInt32LE();
  return signature === 0x04034b50 || signature === 0x06054b50 ? 'zip' : undefined;
}
