import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Step } from './attempt/steps.ts';
import type { QueueSettings } from './queue/settings.ts';

export interface WorkerProcessOptions {
  readonly queue: QueueSettings;
  /** As the storage library's settings have it. */
  readonly blobs: Readonly<Record<string, unknown>>;
  readonly builds: string;
  readonly graceMs: number;
  readonly leaseMs?: number;
  /** How long captures stay. Days; the worker's usual time if left out. */
  readonly captureDays?: number;
  readonly jobs?: number;
  /** For tests. */
  readonly crashAfter?: Step;
  /** A line that the worker wrote: JSON, as events are; anything else is what a crash left. */
  readonly onLine: (line: string) => void;
}

export interface WorkerProcess extends AsyncDisposable {
  readonly pid: number;
  /** Its exit code, or the signal that ended it; after the last of its lines was told. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

/** What of our environment a worker is given: how to reach Docker and S3, and nothing that opens the API. */
const passed =
  /^(PATH|HOME|TMPDIR|LANG|DOCKER_.*|AWS_.*|NODE_(EXTRA_CA_CERTS|COMPILE_CACHE)|SSL_CERT_.*|HTTPS?_PROXY|NO_PROXY)$/i;

/** A drained worker has still to close its connections. Milliseconds. */
const afterGraceMs = 10_000;

/**
 * A worker in a process of its own. It ends with this one, however that ends: the channel between them closes. Disposing
 * drains it, and kills it if it does not end.
 */
export function spawnWorker(options: WorkerProcessOptions): WorkerProcess {
  const { queue, blobs, builds, graceMs, leaseMs, captureDays, jobs, crashAfter, onLine } = options;
  const inherited = Object.entries(process.env).filter(([name]) => passed.test(name));
  const child = fork(path.join(import.meta.dirname, 'main.ts'), {
    env: {
      ...Object.fromEntries(inherited),
      DATABASE_URL: queue.databaseUrl,
      ...(queue.redisUrl === undefined ? {} : { REDIS_URL: queue.redisUrl }),
      GRADEWIRE_BLOBS: JSON.stringify(blobs),
      GRADEWIRE_BUILDS: builds,
      GRADEWIRE_GRACE_MS: String(graceMs),
      ...(leaseMs === undefined ? {} : { GRADEWIRE_LEASE_MS: String(leaseMs) }),
      ...(captureDays === undefined ? {} : { GRADEWIRE_CAPTURE_DAYS: String(captureDays) }),
      ...(crashAfter === undefined ? {} : { GRADEWIRE_CRASH_AFTER: crashAfter }),
      ...(jobs === undefined ? {} : { GRADEWIRE_JOBS: String(jobs) }),
    },
    // Packets and results make much garbage that dies young.
    execArgv: ['--max-semi-space-size=4'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  for (const stream of [child.stdout!, child.stderr!]) createInterface({ input: stream }).on('line', onLine);
  const ended = endOf(child);
  return {
    pid: child.pid ?? -1,
    ended,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), graceMs + afterGraceMs);
      await ended;
      clearTimeout(late);
    },
  };
}

async function endOf(child: ChildProcess): Promise<number | NodeJS.Signals> {
  // Not `exit`: what it wrote last may still be on its way then.
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return code ?? signal!;
}
