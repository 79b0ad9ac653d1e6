import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import { type Database, type DatabaseOptions, openDatabase } from '@gradewire/db';
import { kits } from '@gradewire/kits';
import { type BlobStore, blobStore } from '@gradewire/storage';
import { createApp } from '../app.ts';
import { ApiConfig } from '../config.ts';

export interface Service extends AsyncDisposable {
  readonly url: string;
  readonly db: Database;
  readonly blobs: BlobStore;
  readonly blobsFolder: string;
  /** Everything that was logged so far. */
  log(): string;
}

/** The API on a free port of this machine, with a blob folder and, unless one is given, a PostgreSQL server of its own. */
export async function startService(
  config: Partial<ApiConfig> = {},
  database: Omit<DatabaseOptions, 'folder'> = {},
): Promise<Service> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'gradewire-api-'));
  await using undo = new AsyncDisposableStack();
  undo.defer(() => rm(folder, { recursive: true, force: true }));
  const db = undo.use(await openDatabase({ ...database, folder }));
  const blobsFolder = path.join(folder, 'blobs');
  const blobs = await blobStore({ kind: 'folder', folder: blobsFolder });
  let log = '';
  const logTo = new Writable({
    write(chunk, _encoding, done) {
      log += chunk;
      done();
    },
  });
  const app = undo.use(
    createApp({
      db,
      blobs,
      kits,
      version: '0.0.0-test',
      config: ApiConfig.parse({ watchEveryMs: 50, ...config }),
      logTo,
    }),
  );
  const server = createServer(app.express);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  undo.defer(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const owned = undo.move();
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    db,
    blobs,
    blobsFolder,
    log: () => log,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
