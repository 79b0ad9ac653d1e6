import path from 'node:path';
import { createApp, ensureFirstOwner } from '@gradewire/api';
import { ensureWorkerRole } from '@gradewire/db';
import { version } from '@gradewire/engine';
import { kits } from '@gradewire/kits';
import { blobStore } from '@gradewire/storage';
import {
  type DispatchEvent,
  type RetentionEvent,
  spawnWorker,
  startDispatcher,
  startRetention,
} from '@gradewire/worker';
import { openServiceDatabase } from './data.ts';
import type { ServeEnvironment } from './environment.ts';
import { listen } from './listen.ts';
import type { ServeArguments } from './options.ts';
import { brokenOffLine, queueLine, readableLine, runsUnderway, withoutRepeats } from './worker-lines.ts';
import { keepWorkers } from './workers.ts';

export interface Service extends AsyncDisposable {
  readonly url: string;
  /** Only at the first start: it is stored nowhere. */
  readonly ownerKey: string | undefined;
}

/** A run that takes longer when the service is stopped is given back, and graded at the next start. Milliseconds. */
const graceMs = 5000;

/**
 * Everything on one machine: database, API, dispatcher and workers. Disposing ends them in the opposite order. The data
 * folder, Docker and the base images must be there.
 */
export async function startService(
  asked: ServeArguments,
  environment: ServeEnvironment,
  say: (line: string) => void,
): Promise<Service> {
  const report = withoutRepeats(say);
  await using undo = new AsyncDisposableStack();
  const db = undo.use(await openServiceDatabase(environment.databaseUrl, asked.data));
  const blobs = await blobStore(environment.blobs);
  const queue = { redisUrl: environment.redisUrl, databaseUrl: db.url };
  undo.use(await startDispatcher({ db, queue, onEvent: (event) => report(dispatchLine(event)) }));
  const workerUrl = await urlForWorkers(asked, environment, db.url, report);
  undo.use(startRetention({ db, blobs, onEvent: (event) => report(retentionLine(event)) }));
  const start = () => {
    const underway = runsUnderway();
    const worker = spawnWorker({
      queue: { ...queue, databaseUrl: workerUrl },
      blobs: environment.blobs,
      builds: path.join(asked.data, 'builds'),
      ...(environment.captureDays === undefined ? {} : { captureDays: environment.captureDays }),
      graceMs,
      onLine(line) {
        underway.note(line);
        const readable = readableLine(line);
        if (readable !== undefined) report(readable);
      },
    });
    const tellBrokenOff = (end: number | string) => {
      for (const runId of underway.ids) report(brokenOffLine(runId, worker.pid, end));
    };
    worker.ended.then(tellBrokenOff, () => {});
    return worker;
  };
  undo.use(keepWorkers(asked.workers, start, report));
  const app = undo.use(createApp({ db, blobs, kits, version, config: environment.api }));
  const { url } = undo.use(await listen(app.express, asked.host, asked.port));
  // Last: it can be shown only now, and must not be lost to a port that is taken.
  const ownerKey = await ensureFirstOwner(db);
  const owned = undo.move();
  return { url, ownerKey, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** After the dispatcher: the role is given the queue's tables as well. */
async function urlForWorkers(
  { workers }: ServeArguments,
  { workerPassword }: ServeEnvironment,
  ownerUrl: string,
  report: (line: string) => void,
): Promise<string> {
  if (workers === 0 && workerPassword === undefined) return ownerUrl;
  const login = await ensureWorkerRole(ownerUrl, workerPassword);
  if (login.url !== undefined) return login.url;
  report(`workers use the database role of the service itself: ${login.why}`);
  return ownerUrl;
}

function retentionLine(event: RetentionEvent): string {
  if (event.kind === 'retention-trouble') return `retention: ${event.message}`;
  const { expired, orphaned, trees, bytes } = event;
  const mebibytes = Math.ceil(bytes / 2 ** 20);
  return `retention: deleted ${expired} expired files, ${orphaned} that no run names and ${trees} sources that nothing names, ${mebibytes} MiB`;
}

function dispatchLine(event: DispatchEvent): string {
  if (event.kind === 'dispatch-trouble') {
    return event.part === 'queue' ? queueLine('service', event.message) : `${event.part}: ${event.message}`;
  }
  const lost = [...event.runs.map((id) => `${id} waits again`), ...event.incomplete.map((id) => `${id} is incomplete`)];
  return `a worker was lost: ${lost.join(', ')}`;
}
