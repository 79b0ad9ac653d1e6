import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { InfrastructureFault } from '@gradewire/core';
import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader } from 'yauzl';
import type { ArchiveEntry } from './archive-entry.ts';
import { rawName } from './entry-name.ts';
import { checkRatio, type IngestLimits, type Meter } from './limits.ts';
import { IngestRefused, shown } from './refused.ts';
import { openSpool, type Spool } from './spool.ts';

/**
 * The entries of a zip archive. Its list is at its end, so all of it is kept in a temporary file first. Only that list
 * counts: what the local headers say is not looked at.
 */
export async function* zipEntries(
  bytes: AsyncIterable<Buffer>,
  spoolFolder: string,
  meter: Meter,
  limits: IngestLimits,
): AsyncGenerator<ArchiveEntry> {
  await using archive = await openSpool(spoolFolder);
  for await (const part of bytes) await archive.append(part);
  let compressed = 0;
  let last: string | undefined;
  try {
    const options = { decodeStrings: false, autoClose: false };
    const zip = await fromRandomAccessReaderPromise(new SpoolReader(archive), archive.size, options);
    for await (const entry of zip.eachEntry()) {
      const name = rawName(entry.fileNameRaw);
      last = name;
      checkReadable(entry, name);
      // Entries that share their bytes make a bomb without high ratios of their own.
      compressed += entry.compressedSize;
      if (compressed > archive.size) throw damaged(name, 'its entries overlap');
      meter.inflated += entry.uncompressedSize;
      checkRatio(meter.inflated, compressed, limits, shown(name));
      const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
      yield archiveEntry(archive, entry, fileDataStart, name);
    }
  } catch (error) {
    throw asRefusal(error, last);
  }
}

/** Reads where yauzl asks for it; offsets from the archive may lie anywhere. */
class SpoolReader extends RandomAccessReader {
  readonly #spool: Spool;
  constructor(spool: Spool) {
    super();
    this.#spool = spool;
  }
  override read(into: Buffer, at: number, length: number, from: number, done: (error: Error | null) => void): void {
    if (!Number.isSafeInteger(from) || from < 0 || from + length > this.#spool.size) {
      process.nextTick(done, new Error('an offset lies beyond its end'));
      return;
    }
    const copy = async () => {
      let filled = at;
      for await (const part of this.#spool.read(from, length)) filled += part.copy(into, filled);
    };
    copy().then(
      () => done(null),
      (error: Error) => done(error),
    );
  }
}

function archiveEntry(archive: Spool, entry: Entry, start: number, name: string): ArchiveEntry {
  // Made on Unix or macOS: the mode is in the upper half (APPNOTE.TXT 4.4.2, 4.4.15).
  const mode = [3, 19].includes(entry.versionMadeBy >> 8) ? entry.externalFileAttributes >>> 16 : 0;
  return {
    name: entry.fileNameRaw,
    type: typeOf(mode & 0o170000, name.endsWith('/'), entry.uncompressedSize),
    executable: (mode & 0o111) !== 0,
    size: entry.uncompressedSize,
    content: contentOf(archive, entry, start, name),
  };
}

function typeOf(format: number, slash: boolean, size: number): string {
  const words: Readonly<Record<number, string>> = { 21609: 'a symbolic link', 2401: 'a FIFO' };
  if (![0, 0o100000, 0o040000].includes(format)) return words[format] ?? 'a device or socket';
  if (!slash && format !== 0o040000) return 'file';
  return size === 0 ? 'folder' : 'a folder with content';
}

function checkReadable(entry: Entry, name: string): void {
  const why = entry.isEncrypted()
    ? 'is encrypted'
    : [0, 8].includes(entry.compressionMethod)
      ? undefined
      : `is packed by method ${entry.compressionMethod}, not by deflate`;
  if (why === undefined) return;
  throw new IngestRefused('entry-unreadable', `the entry ${shown(name)} ${why}`, { entry: name });
}

async function* contentOf(archive: Spool, entry: Entry, start: number, name: string): AsyncGenerator<Buffer> {
  const stored = archive.read(start, entry.compressedSize);
  let size = 0;
  let sum = 0;
  for await (const part of entry.compressionMethod === 8 ? inflated(stored, name) : stored) {
    size += part.length;
    if (size > entry.uncompressedSize) break;
    sum = crc32(part, sum);
    yield part;
  }
  if (size !== entry.uncompressedSize) throw damaged(name, `it is not ${entry.uncompressedSize} bytes long`);
  if (sum !== entry.crc32) throw damaged(name, 'its checksum is wrong');
}

async function* inflated(stored: AsyncIterable<Buffer>, name: string): AsyncGenerator<Buffer> {
  const inflate = createInflateRaw({ chunkSize: 64 * 1024 });
  const flow = pipeline(stored, inflate).catch(() => undefined);
  try {
    yield* inflate as AsyncIterable<Buffer>;
  } catch (error) {
    throw error instanceof InfrastructureFault ? error : damaged(name, (error as Error).message);
  } finally {
    inflate.destroy();
    await flow;
  }
}

function damaged(name: string, why: string): IngestRefused {
  return new IngestRefused('archive-damaged', `the archive is damaged at ${shown(name)}: ${why}`, { entry: name });
}

/** `last`: the entry of the list that was read last. */
function asRefusal(error: unknown, last: string | undefined): Error {
  if (error instanceof IngestRefused || error instanceof InfrastructureFault) return error as Error;
  const { message } = error as Error;
  if (message.startsWith('End of central directory record signature not found')) {
    return new IngestRefused('upload-cut', 'the archive ends in the middle: send it again', { cause: error });
  }
  const [entry, where] = last === undefined ? [{}, ''] : [{ entry: last }, ` (the last entry read is ${shown(last)})`];
  return new IngestRefused('archive-damaged', `the archive is damaged: ${message}${where}`, { ...entry, cause: error });
}
