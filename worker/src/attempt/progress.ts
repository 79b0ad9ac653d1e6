import type { OnProgress } from '@gradewire/engine';

/** How far a run is, as the API shows it. */
export interface RunProgress {
  readonly onProgress: OnProgress;
  now(): { phase: string; casesDone: number; casesPlanned?: number };
}

export function runProgress(): RunProgress {
  let phase = 'starting';
  let casesDone = 0;
  let casesPlanned: number | undefined;
  return {
    onProgress(event) {
      if (event.kind === 'image' && event.event.phase === 'building') phase = 'making images';
      else if (event.kind === 'build-started') phase = 'building';
      else if (event.kind === 'case-started') phase = 'running';
      else if (event.kind === 'case-ended') {
        casesDone = event.done;
        casesPlanned = event.total;
      }
    },
    now: () => ({ phase, casesDone, ...(casesPlanned === undefined ? {} : { casesPlanned }) }),
  };
}
