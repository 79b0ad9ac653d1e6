import type { AttemptEnding, Lane, RunReason } from '@gradewire/db';

/** What a worker tells. Events only inform: nothing depends on who listens. */
export type WorkerEvent =
  | { readonly kind: 'ready'; readonly worker: string }
  | {
      readonly kind: 'claimed';
      readonly runId: string;
      readonly fence: string;
      readonly attempt: number;
      readonly lane: Lane;
      readonly reason: RunReason;
    }
  | {
      readonly kind: 'committed';
      readonly runId: string;
      readonly fence: string;
      /** The score as it was stored, and whether it counts now; none for a self-check. */
      readonly final?: string;
      readonly current?: boolean;
    }
  /** A fault of ours; `next` is what became of the run. */
  | {
      readonly kind: 'faulted';
      readonly runId: string;
      readonly fence: string;
      readonly message: string;
      readonly next: 'waiting' | 'incomplete' | 'unknown';
      readonly stack?: string;
    }
  /** The fence was out of date: nothing was written. */
  | { readonly kind: 'stale'; readonly runId: string; readonly fence: string; readonly ending: AttemptEnding | null }
  | { readonly kind: 'released'; readonly runId: string; readonly fence: string }
  /** No claims for a while. */
  | { readonly kind: 'paused'; readonly seconds: number; readonly why: string }
  | { readonly kind: 'draining'; readonly graceMs: number }
  | { readonly kind: 'database-trouble'; readonly during: string; readonly message: string }
  | { readonly kind: 'queue-trouble'; readonly message: string }
  | { readonly kind: 'ended' };
