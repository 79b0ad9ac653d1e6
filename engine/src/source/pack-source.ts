import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { SourceFile } from '@gradewire/core';
import { pack } from 'tar-stream';

/** The files below `folder` (relative to `root`, '' for all of it) as a tar archive with paths relative to it. */
export function packSource(root: string, files: readonly SourceFile[], folder: string): AsyncIterable<Buffer> {
  const archive = pack();
  const prefix = folder === '' ? '' : `${folder}/`;
  const add = async () => {
    for (const file of files) {
      if (!file.path.startsWith(prefix)) continue;
      const name = file.path.slice(prefix.length);
      const content = await readFile(path.join(root, file.path));
      await new Promise<void>((resolve, reject) => {
        const header = { name, mode: file.executable ? 0o755 : 0o644, mtime: new Date(0) };
        archive.entry(header, content, (error) => (error ? reject(error) : resolve()));
      });
    }
    archive.finalize();
  };
  add().catch((error: Error) => archive.destroy(error));
  return archive as unknown as AsyncIterable<Buffer>;
}
