import { tmpdir } from 'node:os';
import type { Readable } from 'node:stream';
import { treeDigest } from '@gradewire/core';
import type { BlobStore } from '../blobs/blob-store.ts';
import { putToStay } from '../blobs/deletion.ts';
import { canonicalTar } from '../tree/canonical-tar.ts';
import { asSource, type FrozenTree, treeKey } from '../tree/frozen-tree.ts';
import { freeze } from './freeze.ts';
import { type IngestLimits, type Meter, uploadLimits } from './limits.ts';
import type { IngestNote } from './notes.ts';
import { type ArchiveFormat, received, recognised } from './received.ts';
import { openSpool } from './spool.ts';
import { tarEntries } from './tar-entries.ts';
import { zipEntries } from './zip-entries.ts';

export interface IngestOptions {
  /** Told from the first bytes if left out; refused if they say otherwise. */
  readonly format?: ArchiveFormat;
  readonly limits?: Partial<IngestLimits>;
  /** Drops the one folder that all entries lie in, as in GitHub's tarballs. */
  readonly stripTop?: boolean;
  /** Where temporary files go; the system's own folder if left out. */
  readonly spoolFolder?: string;
}

/**
 * Freezes a student's archive: checks every entry, stores the tree under its digest and tells what is in it. Nothing is
 * ever written under a name from the archive, and nothing stays of an upload that is refused.
 * @throws IngestRefused for what the student can mend, InfrastructureFault for what he cannot.
 */
export async function ingest(
  store: BlobStore,
  archive: Readable | AsyncIterable<Uint8Array>,
  options: IngestOptions = {},
): Promise<FrozenTree & { readonly notes: readonly IngestNote[] }> {
  const limits = { ...uploadLimits, ...options.limits };
  const spoolFolder = options.spoolFolder ?? tmpdir();
  const meter: Meter = { compressed: 0, inflated: 0, entry: undefined };
  const { format, bytes } = await recognised(received(archive, meter, limits), options.format);
  await using spool = await openSpool(spoolFolder);
  const entries = format === 'zip' ? zipEntries(bytes, spoolFolder, meter, limits) : tarEntries(bytes, meter, limits);
  const { files: spooled, notes } = await freeze(entries, spool, meter, limits, options.stripTop ?? false);
  const digest = treeDigest(spooled.map(asSource));
  const tar = () => canonicalTar(spooled, (file) => spool.read(file.offset, file.size));
  await putToStay(store, treeKey(digest), tar);
  const files = spooled.map(({ offset: _, ...file }) => file);
  return { digest, bytes: spool.size, files, notes };
}
