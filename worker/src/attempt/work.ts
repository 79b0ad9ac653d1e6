import { type AttemptResult, type Claim, commitAttempt, failAttempt, releaseAttempt } from '@gradewire/db';
import type { WorkerEvent } from '../events.ts';
import { gradeRun, type Means } from './grade-run.ts';
import { type ClaimLost, keepLease } from './keep-lease.ts';
import { persist } from './persist.ts';
import { runProgress } from './progress.ts';
import type { OnStep } from './steps.ts';

/** Why an attempt was broken off: the worker is to stop, and what it began took longer than the grace period. */
export class Drained extends Error {
  override readonly name = 'Drained';
}

export interface WorkOptions {
  readonly leaseMs: number;
  /** A run that met a fault of ours is not claimed again before. Milliseconds. */
  readonly retryAfterMs: number;
  /** Aborted (with `Drained`) when the attempt is to be given back. */
  readonly signal: AbortSignal;
  readonly onEvent: (event: WorkerEvent) => void;
  readonly onStep: OnStep;
}

/** What became of an attempt. `faulted`: a fault of ours, which a worker counts. */
export type Outcome = 'committed' | 'released' | 'faulted' | 'lost';

/** Works on a claimed run to its end, whatever that is: commits, gives back, or finds that the claim is lost. */
export async function work(means: Means, claim: Claim, options: WorkOptions): Promise<Outcome> {
  const { leaseMs, onEvent, onStep } = options;
  const { fence, runId } = claim;
  const lost = new AbortController();
  const progress = runProgress();
  const trouble = (error: unknown) =>
    onEvent({ kind: 'database-trouble', during: 'an attempt', message: (error as Error).message });
  // Kept until the end is written: committing may have to wait for the database as well.
  await using _lease = keepLease({
    db: means.db,
    fence,
    leaseMs,
    progress: () => ({ ...progress.now() }),
    onLost: (reason) => lost.abort(reason),
    onError: trouble,
  });
  const signal = AbortSignal.any([options.signal, lost.signal]);
  const { pool } = means.db;
  const written = <T>(write: () => Promise<T>) => persist(leaseMs, write, trouble);
  const onGraded: OnStep = (step) => {
    if (step === 'graded') progress.conclude();
    onStep(step);
  };
  const gradeIt = async () => {
    onStep('claimed');
    return gradeRun(means, claim, signal, progress.onProgress, onGraded);
  };
  const grading = gradeIt();
  try {
    const result = await unless(options.signal, grading);
    signal.throwIfAborted();
    return await commit(result);
  } catch (error) {
    if (lost.signal.aborted) return tellStale((lost.signal.reason as ClaimLost).ending);
    if (options.signal.aborted) return await giveBack();
    return await fail(error);
  } finally {
    await grading.catch(() => {});
  }

  async function commit(result: AttemptResult): Promise<Outcome> {
    const outcome = await written(() => commitAttempt(pool, fence, { ...result, progress: { ...progress.now() } }));
    onStep('committed');
    // Stale because of ourselves: the answer to the first commit was lost, not the commit.
    if (outcome.stale && outcome.ending !== 'committed') return tellStale(outcome.ending);
    const score = outcome.stale ? undefined : outcome.score;
    const incomplete = result.state === 'incomplete' && result.note !== undefined ? { incomplete: result.note } : {};
    const given = score ? { final: score.final, current: score.current } : {};
    onEvent({ kind: 'committed', runId, fence, ...given, ...incomplete });
    return 'committed';
  }

  async function giveBack(): Promise<Outcome> {
    const outcome = await written(() => releaseAttempt(pool, fence)).catch(trouble);
    if (outcome?.stale) return tellStale(outcome.ending);
    // Without an answer the lease runs out, and the run is given back all the same.
    onEvent({ kind: 'released', runId, fence, ...(outcome === undefined ? { unanswered: true as const } : {}) });
    return 'released';
  }

  async function fail(error: unknown): Promise<Outcome> {
    const message = messageOf(error);
    const outcome = await written(() => failAttempt(pool, fence, message, options.retryAfterMs)).catch(trouble);
    if (outcome?.stale) return tellStale(outcome.ending);
    const { stack } = error as Error;
    onEvent({ kind: 'faulted', runId, fence, message, next: outcome?.state ?? 'unknown', ...(stack ? { stack } : {}) });
    return 'faulted';
  }

  function tellStale(ending: ClaimLost['ending']): Outcome {
    onEvent({ kind: 'stale', runId, fence, ending });
    return 'lost';
  }
}

/**
 * As `grading`, but throws as soon as `drained` aborts. What grading still clears up may take longer than a worker that is to
 * stop has left, and the run need not wait for it.
 */
async function unless<T>(drained: AbortSignal, grading: Promise<T>): Promise<T> {
  const broken = Promise.withResolvers<never>();
  const onAbort = () => broken.reject(drained.reason);
  if (drained.aborted) onAbort();
  else drained.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([grading, broken.promise]);
  } finally {
    drained.removeEventListener('abort', onAbort);
  }
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replaceAll('\0', '') || 'an error without a message';
}
