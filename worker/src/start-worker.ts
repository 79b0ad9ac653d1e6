import { statfs } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { claimRun, type Lane } from '@gradewire/db';
import { spareLab } from '@gradewire/engine';
import type { Means } from './attempt/grade-run.ts';
import { sweepPrivateFolders } from './attempt/private-folder.ts';
import type { OnStep } from './attempt/steps.ts';
import { Drained, work } from './attempt/work.ts';
import type { WorkerEvent } from './events.ts';
import { faultPause, type Rest } from './fault-pause.ts';
import { type MachineKernel, machineKernel } from './kernel.ts';
import { noWakeUps, type WakeUps } from './queue/wake-ups.ts';

export interface WorkerOptions extends Means {
  /** Without them it looks every `pollMs`. The caller's to dispose of. */
  readonly wakeUps?: WakeUps;
  /** Machine and process, for a person who reads it. */
  readonly name?: string;
  readonly lanes?: readonly Lane[];
  /** How long a claim holds without a heartbeat. Milliseconds. */
  readonly leaseMs?: number;
  /** How long an idle worker waits for a wake-up before it looks by itself. Milliseconds. */
  readonly pollMs?: number;
  /** How long an attempt may go on after the worker was told to stop. Milliseconds. */
  readonly graceMs?: number;
  /** A run that met a fault of ours waits so long for the next attempt. Milliseconds. */
  readonly retryAfterMs?: number;
  /** No claims while the blob store or the folder for temporary files has less room. Bytes. */
  readonly minFreeBytes?: number;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: WorkerEvent) => void;
  readonly onStep?: OnStep;
}

/** Disposing drains the worker as `signal` does, and waits for its end. */
export interface RunningWorker extends AsyncDisposable {
  readonly ended: Promise<void>;
}

const pingMs = 10_000;
const defaults = { leaseMs: 30_000, pollMs: 5000, graceMs: 10_000, retryAfterMs: 5000, minFreeBytes: 2 ** 30 };

/** Machine and process. */
export function workerName(): string {
  return `${hostname()}/${process.pid}`;
}

/** A worker: one run at a time (the engine is parallel inside), until it is told to stop. */
export function startWorker(options: WorkerOptions): RunningWorker {
  const { db, blobs, lanes, wakeUps = noWakeUps, onEvent = () => {}, onStep = () => {} } = options;
  const { leaseMs, pollMs, graceMs, retryAfterMs, minFreeBytes } = { ...defaults, ...given(options) };
  const worker = options.name ?? workerName();
  const stop = new AbortController();
  const giveUp = new AbortController();
  const stopping = AbortSignal.any([stop.signal, ...(options.signal ? [options.signal] : [])]);
  let grace: NodeJS.Timeout | undefined;
  const drain = () => {
    onEvent({ kind: 'draining', graceMs });
    grace = setTimeout(() => giveUp.abort(new Drained('the worker is stopped')), graceMs);
  };
  if (stopping.aborted) drain();
  else stopping.addEventListener('abort', drain, { once: true });

  const faults = faultPause();

  async function claim(kernel: MachineKernel) {
    const full = await noRoom();
    if (full !== undefined) {
      await sit(full);
      return undefined;
    }
    const leaveNetem = await kernel.leavesNetem();
    return claimRun(db.pool, { worker, leaseMs, leaveNetem, ...(lanes ? { lanes } : {}) });
  }

  async function noRoom(): Promise<Rest | undefined> {
    const places = [
      { name: 'the blob store', free: await blobs.freeSpace() },
      // Sources, captures and observations of the run: with blobs in S3 the only ones that fill a disk.
      { name: tmpdir(), free: await freeSpaceOf(tmpdir()) },
    ];
    const full = places.find(({ free }) => free < minFreeBytes);
    return full && { seconds: 30, why: `${full.name} has ${Math.floor(full.free / 2 ** 20)} MiB left` };
  }

  /** To be asked after a fault: while Docker restarts, a run would use up all of its attempts. Judging again needs none. */
  async function noDocker(): Promise<Rest | undefined> {
    const late = pause(pingMs, new Error(`nothing for ${pingMs / 1000} s`), { ref: false });
    const told = await Promise.race([options.docker.ping(), late]).catch((error: Error) => error);
    return told instanceof Error
      ? { seconds: 5, why: `the Docker Engine does not answer: ${told.message}` }
      : undefined;
  }

  async function sit(rest: Rest): Promise<void> {
    onEvent({ kind: 'paused', ...rest });
    await pause(rest.seconds * 1000, undefined, { signal: stopping }).catch(() => {});
  }

  async function loop(): Promise<void> {
    await sweepPrivateFolders();
    await using spare = spareLab(options.docker, options.images);
    onEvent({ kind: 'ready', worker });
    await using kernel = machineKernel(options, onEvent);
    const means = { ...options, spareLab: spare, kernel };
    while (!stopping.aborted) {
      const claimed = await claim(kernel).catch((error: Error) => {
        onEvent({ kind: 'database-trouble', during: 'a claim', message: error.message });
        return undefined;
      });
      if (claimed === undefined) {
        spare.prepare();
        await wakeUps.next(pollMs, stopping);
        continue;
      }
      const { runId, fence, attempt, lane, reason } = claimed;
      onEvent({ kind: 'claimed', runId, fence, attempt, lane, reason });
      const outcome = await work(means, claimed, { leaseMs, retryAfterMs, signal: giveUp.signal, onEvent, onStep });
      const rest = faults.after(outcome);
      if (rest !== undefined) await sit(rest);
      if (outcome !== 'faulted') continue;
      for (let away = await noDocker(); away && !stopping.aborted; away = await noDocker()) await sit(away);
    }
  }

  const ended = loop().finally(() => {
    clearTimeout(grace);
    stopping.removeEventListener('abort', drain);
    onEvent({ kind: 'ended' });
  });
  return {
    ended,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await ended;
    },
  };
}

/** Bytes that can be written below a folder. */
async function freeSpaceOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** The options that were given: one that is there and undefined is not. */
function given(options: Partial<typeof defaults>): Partial<typeof defaults> {
  const names = Object.keys(defaults) as (keyof typeof defaults)[];
  return Object.fromEntries(names.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]));
}
