import type { OnProgress } from '@gradewire/engine';

export type Phase = 'starting' | 'making images' | 'building' | 'running' | 'concluding';

/** What is written for those who wait, and for the metrics. */
export interface ProgressNow {
  readonly phase: Phase;
  readonly casesDone: number;
  readonly casesPlanned?: number;
  /** How long each phase has taken so far. Milliseconds. */
  readonly phaseMs: Readonly<Partial<Record<Phase, number>>>;
}

/** How far a run is, as the API shows it. */
export interface RunProgress {
  readonly onProgress: OnProgress;
  /** All cases have run: what remains is to judge, to store and to commit. */
  conclude(): void;
  now(): ProgressNow;
}

export function runProgress(): RunProgress {
  const phaseMs: Partial<Record<Phase, number>> = {};
  let phase: Phase = 'starting';
  let since = performance.now();
  let casesDone = 0;
  let casesPlanned: number | undefined;
  function account(): void {
    const now = performance.now();
    phaseMs[phase] = Math.round((phaseMs[phase] ?? 0) + now - since);
    since = now;
  }
  function enter(next: Phase): void {
    if (next === phase) return;
    account();
    phase = next;
  }
  return {
    onProgress(event) {
      if (event.kind === 'image' && event.event.phase === 'building') enter('making images');
      else if (event.kind === 'build-started') enter('building');
      else if (event.kind === 'case-started') enter('running');
      else if (event.kind === 'case-ended') {
        casesDone = event.done;
        casesPlanned = event.total;
      }
    },
    conclude: () => enter('concluding'),
    now() {
      account();
      return { phase, casesDone, ...(casesPlanned === undefined ? {} : { casesPlanned }), phaseMs: { ...phaseMs } };
    },
  };
}
