import type { SubmissionStatus } from '@gradewire/db';
import type { Everything } from '../projection/projection.ts';
import { shownState } from './shown-state.ts';
import { isoOrNull } from './values.ts';

export function submissionPath(id: string): string {
  return `/v1/submissions/${id}`;
}

function progressOf(progress: unknown): Record<string, unknown> {
  return progress !== null && typeof progress === 'object' ? (progress as Record<string, unknown>) : {};
}

/** A worker's progress is free-form: what is not there is not known. */
export function seenProgress(progress: unknown) {
  if (progress === undefined) return null;
  const { phase, casesDone, casesPlanned } = progressOf(progress);
  return {
    phase: typeof phase === 'string' ? phase : 'starting',
    casesDone: Number.isInteger(casesDone) ? (casesDone as number) : 0,
    casesPlanned: Number.isInteger(casesPlanned) ? (casesPlanned as number) : null,
  };
}

/** The submission as its contract names it, with its newest run's place in the queue. */
export function wholeSubmission(row: SubmissionStatus): Everything['submission'] {
  const { run, receivedAt, createdAt: _, deadlines: __, ...submission } = row;
  const self = submissionPath(row.id);
  return {
    hiddenCases: run?.hiddenCases ?? 0,
    submission: {
      ...submission,
      receivedAt: receivedAt.toISOString(),
      run: run && {
        id: run.id,
        reason: run.reason,
        state: shownState(run.state),
        createdAt: run.createdAt.toISOString(),
        startedAt: isoOrNull(run.startedAt),
        endedAt: isoOrNull(run.endedAt),
        position: run.place?.position ?? null,
        estimatedStartSeconds: run.place?.estimatedStartSeconds ?? null,
        progress: seenProgress(run.progress),
        note: run.note,
      },
      score: run?.score ?? null,
      links: { self, result: `${self}/result`, artefacts: `${self}/artefacts`, events: `${self}/events` },
    },
  };
}
