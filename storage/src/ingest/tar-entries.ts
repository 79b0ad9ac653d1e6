import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { InfrastructureFault } from '@gradewire/core';
import { extract, type Header } from 'tar-stream';
import type { ArchiveEntry } from './archive-entry.ts';
import { rawName } from './entry-name.ts';
import { checkRatio, type IngestLimits, last, type Meter, mebibytes, reached } from './limits.ts';
import { IngestRefused, shown } from './refused.ts';

/** tar-stream's entry, and of its header what its types leave out. */
interface Source extends AsyncIterable<Buffer> {
  readonly header: Omit<Header, 'type' | 'pax'> & {
    readonly type: string | null;
    readonly pax: Readonly<Record<string, string>> | null;
  };
  resume(): unknown;
}
// As Latin-1 a name's bytes survive.
const asBytes: object = { filenameEncoding: 'latin1' };

/** The entries of a tar.gz as they come. What fails on the way is thrown here or while an entry's content is read. */
export async function* tarEntries(
  bytes: AsyncIterable<Buffer>,
  meter: Meter,
  limits: IngestLimits,
): AsyncGenerator<ArchiveEntry> {
  const unpack = extract(asBytes);
  // Whatever fails first takes the other parts down with errors that say less.
  let first: unknown;
  const note = (error: unknown) => {
    first ??= error;
  };
  const gunzip = createGunzip({ chunkSize: 64 * 1024 }).on('error', note);
  unpack.on('error', note);
  pipeline(
    noted(bytes, note),
    gunzip,
    (parts) => noted(metered(parts, meter, limits), note),
    unpack as unknown as Writable,
  ).catch(note);
  try {
    for await (const entry of unpack) yield archiveEntry(entry as unknown as Source, meter, () => first);
  } catch (error) {
    throw asRefusal(first ?? error, meter);
  } finally {
    unpack.destroy();
  }
}

function archiveEntry(entry: Source, meter: Meter, first: () => unknown): ArchiveEntry {
  const { header } = entry;
  const bytes = () => Buffer.from(header.name, 'latin1');
  // Of a size that is no number tar-stream makes null, and then waits for ever for the content.
  if (!Number.isSafeInteger(header.size)) {
    const name = rawName(bytes());
    throw new IngestRefused('archive-damaged', `the archive is damaged: ${shown(name)} has no size`, { entry: name });
  }
  const fromPax = header.pax?.path !== undefined && header.name === header.pax.path;
  const type = typeOf(header);
  // A folder's stream never ends where its header gives it a size, and tar has no content for it.
  if (type === 'folder') entry.resume();
  return {
    name: fromPax ? header.name : bytes(),
    type,
    executable: (header.mode & 0o111) !== 0,
    size: type === 'folder' ? 0 : header.size,
    content: contentOf(entry, meter, first),
  };
}

async function* contentOf(entry: Source, meter: Meter, first: () => unknown): AsyncGenerator<Buffer> {
  try {
    yield* entry;
  } catch (error) {
    throw asRefusal(first() ?? error, meter);
  }
}

function typeOf(header: Source['header']): string {
  // A sparse file's entry holds a map of its holes in front of its data.
  if (Object.keys(header.pax ?? {}).some((key) => key.startsWith('GNU.sparse'))) return 'a sparse file';
  if (header.type === 'file') return 'file';
  if (header.type === 'directory') return 'folder';
  const words: Readonly<Record<string, string>> = {
    link: 'a hard link',
    symlink: 'a symbolic link',
    'character-device': 'a device',
    'block-device': 'a device',
    fifo: 'a FIFO',
  };
  return words[header.type ?? ''] ?? 'of a type of its own';
}

async function* noted<T>(parts: AsyncIterable<T>, note: (error: unknown) => void): AsyncGenerator<T> {
  try {
    yield* parts;
  } catch (error) {
    note(error);
    throw error;
  }
}

/** Headers and padding count too, so that an archive of nothing but headers comes to an end. */
async function* metered(parts: AsyncIterable<Buffer>, meter: Meter, limits: IngestLimits): AsyncGenerator<Buffer> {
  const most = limits.totalBytes + (limits.entries + 1) * 4096;
  for await (const part of parts) {
    meter.inflated += part.length;
    checkRatio(meter.inflated, meter.compressed, limits, meter.entry);
    if (meter.inflated > most) {
      const message = `the archive unpacks to more than ${mebibytes(limits.totalBytes)} with its headers${last(meter)}`;
      throw new IngestRefused('total-size', message, { ...reached(meter), limit: limits.totalBytes });
    }
    yield part;
  }
}

function asRefusal(error: unknown, meter: Meter): Error {
  if (error instanceof IngestRefused || error instanceof InfrastructureFault) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  const detail = { ...reached(meter), cause: error };
  if (code === 'Z_BUF_ERROR' || message === 'Unexpected end of data') {
    return new IngestRefused('upload-cut', `the archive ends in the middle${last(meter)}: send it again`, detail);
  }
  return new IngestRefused('archive-damaged', `the archive is damaged: ${message}${last(meter)}`, detail);
}
