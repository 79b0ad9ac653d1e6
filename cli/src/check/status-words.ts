import type { Submission } from './contracts.ts';
import { spanWords } from './quota-words.ts';

/** What is being done, in a line. `detail` changes all the time, `text` with each phase. */
export interface StatusWords {
  readonly text: string;
  readonly detail: string;
}

export function statusWords({ run }: Submission): StatusWords {
  if (run === null) return { text: 'not in the queue', detail: '' };
  if (run.state === 'waiting') {
    const { position, estimatedStartSeconds: seconds } = run;
    const first = position === null ? '' : position === 0 ? ': next in the queue' : `: ${position} go first`;
    return {
      text: `waiting${first}`,
      detail: seconds === null || position === 0 ? '' : `, about ${spanWords(seconds)}`,
    };
  }
  if (run.state !== 'running') return { text: run.state, detail: '' };
  const { phase, casesDone, casesPlanned } = run.progress ?? { phase: 'starting', casesDone: null, casesPlanned: null };
  return { text: phase, detail: casesPlanned === null ? '' : `: ${casesDone} of ${casesPlanned} cases so far` };
}

/** Why there is no result; a sentence. */
export function noResultWords({ run }: Submission): string {
  switch (run?.state) {
    case 'superseded':
      return 'not run: a newer submission of your team took its place';
    case 'cancelled':
      return 'not run to its end: it was cancelled';
    case 'incomplete':
      return `no result, and nothing lost by it: ${run.note ?? 'a fault of the grader'}`;
    default:
      return 'no result';
  }
}
