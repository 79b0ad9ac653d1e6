import type { AttemptEnding, Lane, RunReason } from '@gradewire/db';
import type { KernelProbe } from '@gradewire/engine';

/** What a worker tells. Events only inform: nothing depends on who listens. */
export type WorkerEvent =
  | { readonly kind: 'ready'; readonly worker: string }
  /** What this machine's kernel can do; soon after `ready`. */
  | ({ readonly kind: 'kernel' } & KernelProbe)
  /** It could not be found out: the worker goes on as if there were no netem. */
  | { readonly kind: 'kernel-unknown'; readonly message: string }
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
      /** Why there is no score and will be none: the version asks for a link that was not to be had. */
      readonly incomplete?: string;
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
  /** `unanswered`: the database did not say so; the run waits again when the lease has run out, if not before. */
  | { readonly kind: 'released'; readonly runId: string; readonly fence: string; readonly unanswered?: true }
  /** No claims for a while. */
  | { readonly kind: 'paused'; readonly seconds: number; readonly why: string }
  | { readonly kind: 'draining'; readonly graceMs: number }
  | { readonly kind: 'database-trouble'; readonly during: string; readonly message: string }
  | { readonly kind: 'queue-trouble'; readonly message: string }
  | { readonly kind: 'ended' };
