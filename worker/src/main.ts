import { workerConnection } from '@gradewire/db';
import { connectDocker, imageStore } from '@gradewire/engine';
import { blobStore } from '@gradewire/storage';
import type { WorkerEvent } from './events.ts';
import { openBuilds } from './open-builds.ts';
import { openWhenReady } from './open-when-ready.ts';
import { pullBaseImage } from './pull-base-image.ts';
import { listenForWakeUps } from './queue/wake-ups.ts';
import { signOfLife } from './sign-of-life.ts';
import { startWorker, workerName } from './start-worker.ts';
import { BadSettings, readWorkerSettings, type WorkerSettings } from './worker-settings.ts';

/** One line of JSON for each event, on standard output. */
const tell = (event: WorkerEvent | { readonly kind: 'fatal'; readonly message: string }) =>
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), ...event })}\n`);

const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => {
    stop.abort();
    // Whoever asks a second time does not want to wait: the lease runs out, and the run is given back. The other signal
    // is no second time: ctrl-c reaches us and the process that started us, which then sends its own.
    process.once(name, () => process.exit(130));
  });
}
// The process that started us is gone; without it there is nobody who would stop us.
process.on('disconnect', () => stop.abort());

async function run(settings: WorkerSettings): Promise<void> {
  // First: what cannot be written is better said before a wait for the database.
  const blobs = await blobStore(settings.GRADEWIRE_BLOBS);
  const cache = await openBuilds(settings.GRADEWIRE_BUILDS);
  const docker = await connectDocker();
  const applicationName = `${workerConnection} ${workerName()}`;
  const queue = { redisUrl: settings.REDIS_URL, databaseUrl: settings.DATABASE_URL };
  const onTrouble = (message: string) => tell({ kind: 'database-trouble', during: 'the start', message });
  await using db = await openWhenReady({ queue, applicationName, onTrouble, signal: stop.signal });
  if (db === undefined) return;
  const onQueueError = ({ message }: Error) => tell({ kind: 'queue-trouble', message });
  await using wakeUps = listenForWakeUps(queue, settings.GRADEWIRE_POLL_MS, onQueueError);
  const aliveFile = settings.GRADEWIRE_ALIVE_FILE;
  using _sign = aliveFile === undefined ? undefined : signOfLife(aliveFile, { db, docker });
  await using worker = startWorker({
    db,
    blobs,
    docker,
    images: imageStore(docker, {
      ensureBaseImage: (name) => pullBaseImage(docker, name),
      ...(settings.GRADEWIRE_NPM_PACKAGES === undefined ? {} : { npmPackages: settings.GRADEWIRE_NPM_PACKAGES }),
    }),
    captureDays: settings.GRADEWIRE_CAPTURE_DAYS,
    cache,
    wakeUps,
    leaseMs: settings.GRADEWIRE_LEASE_MS,
    pollMs: settings.GRADEWIRE_POLL_MS,
    graceMs: settings.GRADEWIRE_GRACE_MS,
    ...(settings.GRADEWIRE_JOBS === undefined ? {} : { jobs: settings.GRADEWIRE_JOBS }),
    signal: stop.signal,
    onEvent: tell,
    onStep(step) {
      if (step === settings.GRADEWIRE_CRASH_AFTER) process.kill(process.pid, 'SIGKILL');
    },
  });
  await worker.ended;
}

try {
  await run(readWorkerSettings(process.env));
} catch (error) {
  tell({ kind: 'fatal', message: (error as Error).message });
  process.exitCode = error instanceof BadSettings ? 2 : 1;
}
if (process.connected) process.disconnect();
// Everything is closed; what a library still waits for (an answer of a Redis that is away) is worth no more than this.
setTimeout(() => process.exit(), 1000).unref();
