import { setTimeout as pause } from 'node:timers/promises';
import { InfrastructureFault } from '@gradewire/core';
import { type Database, missingWorkerGrants, openDatabase } from '@gradewire/db';
import { expectQueue } from './queue/backend.ts';
import type { QueueSettings } from './queue/settings.ts';

export interface ReadyOptions {
  readonly queue: QueueSettings;
  /** What the server's list of connections calls this process. */
  readonly applicationName: string;
  /** Hears once of each thing that is waited for. */
  readonly onTrouble: (message: string) => void;
  readonly signal: AbortSignal;
  /** Milliseconds. */
  readonly forMs?: number;
}

const connections = 4;
const pauseMs = 500;
const longestMs = 120_000;

/**
 * Opens the database for a worker. Its role may make and change no tables: the API does, and gives it its rights, at its
 * start. What starts together with the API waits for that; after `forMs` the InfrastructureFault is thrown that says what
 * is missing. Undefined: told to stop meanwhile.
 */
export async function openWhenReady(options: ReadyOptions): Promise<Database | undefined> {
  const { onTrouble, signal, forMs = longestMs } = options;
  const end = performance.now() + forMs;
  let told = '';
  while (!signal.aborted) {
    try {
      return await openOnce(options);
    } catch (error) {
      if (!(error instanceof InfrastructureFault) || performance.now() > end) throw error;
      if (error.message !== told) onTrouble(error.message);
      told = error.message;
      await pause(pauseMs, undefined, { signal }).catch(() => {});
    }
  }
  return undefined;
}

async function openOnce({ queue, applicationName }: ReadyOptions): Promise<Database> {
  await using undo = new AsyncDisposableStack();
  const url = queue.databaseUrl;
  const db = undo.use(await openDatabase({ url, folder: '.', poolSize: connections, applicationName }));
  const [first, ...more] = await missingWorkerGrants(db.pool);
  if (first !== undefined) {
    const lacking = more.length === 0 ? first : `${first} and ${more.length} more rights`;
    throw new InfrastructureFault(`this role lacks ${lacking}: start the API first, which gives them`);
  }
  await expectQueue(queue);
  undo.move();
  return db;
}
