import { type Pack, pack } from 'tar-stream';
import type { FrozenFile } from './frozen-tree.ts';

const buffered = 1024 * 1024;

/**
 * The files as one tar archive that is the same whenever the tree is: in the order given, owner 0, time 0, no folders.
 * Reads one file after the other.
 */
export async function* canonicalTar<File extends FrozenFile>(
  files: readonly File[],
  contentOf: (file: File) => AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer> {
  const archive = pack();
  const addAll = async () => {
    for (const file of files) await add(archive, file, contentOf(file));
    archive.finalize();
  };
  const adding = addAll().catch((error: Error) => archive.destroy(error));
  try {
    yield* archive as unknown as AsyncIterable<Buffer>;
  } finally {
    // Given up or done: what is being added comes to an end first, since its content may be closed after this.
    archive.destroy();
    await adding;
  }
}

async function add(archive: Pack, file: FrozenFile, content: AsyncIterable<Uint8Array>): Promise<void> {
  const header = { name: file.path, size: file.size, mode: file.mode, mtime: new Date(0), type: 'file' as const };
  const { promise: added, resolve, reject } = Promise.withResolvers<void>();
  added.catch(() => undefined);
  const finish = (error?: Error | null) => (error ? reject(error) : resolve());
  if (file.size <= buffered) {
    const parts: Uint8Array[] = [];
    for await (const part of content) parts.push(part);
    archive.entry(header, Buffer.concat(parts), finish);
    return added;
  }
  const sink = archive.entry(header, finish);
  for await (const part of content) {
    if (sink.write(part)) continue;
    // The archive may be given up while it is full: then `added` says so.
    await Promise.race([added, new Promise<void>((drained) => sink.once('drain', () => drained()))]);
  }
  sink.end(null);
  return added;
}
