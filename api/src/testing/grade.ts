import type { CaseResult, ProgramResult } from '@gradewire/core';
import { type AttemptResult, claimRun, commitAttempt, type Database, type Lane } from '@gradewire/db';

export function caseOf(id: string, more: Partial<CaseResult & { hidden: boolean }> = {}) {
  return {
    id,
    subject: 'python',
    title: `Case ${id}`,
    group: 'reference',
    outcome: 'passed' as const,
    blame: null,
    points: 10,
    maxPoints: 10,
    feedback: [],
    evidence: [],
    drawings: [],
    metrics: {},
    durationMs: 120,
    artefacts: [],
    hidden: false,
    ...more,
  };
}

/** What a worker does with the next waiting run, without running anything: claims and commits it. */
export async function gradeNext(
  { pool }: Database,
  cases: AttemptResult['cases'],
  more: {
    late?: number;
    score?: boolean;
    artefacts?: AttemptResult['artefacts'];
    lanes?: readonly Lane[];
    programs?: readonly ProgramResult[];
    /** More of the result. */
    result?: object;
  } = {},
) {
  const claim = await claimRun(pool, { worker: 'test', leaseMs: 60_000, ...(more.lanes ? { lanes: more.lanes } : {}) });
  if (claim === undefined) throw new Error('no run waits');
  const raw = cases.reduce((sum, { points }) => sum + points, 0);
  const max = cases.reduce((sum, { maxPoints }) => sum + maxPoints, 0);
  const ids = cases.map(({ id }) => id);
  const line = { id: 'all', title: 'All', points: raw, maxPoints: max, kind: 'automatic', cases: ids, reasons: [] };
  const subject = {
    id: 'python',
    folder: 'python',
    language: 'python',
    score: raw,
    maxScore: max,
    lines: [line],
    notes: [],
  };
  const committed = await commitAttempt(pool, claim.fence, {
    state: 'done',
    result: {
      seed: 4711,
      subjects: [subject],
      score: raw,
      maxScore: max,
      programs: more.programs ?? [],
      ...more.result,
    },
    cases,
    artefacts: more.artefacts ?? [],
    ...(more.score === false || claim.reason === 'trial' ? {} : { score: { raw, late: more.late ?? 0, max } }),
  });
  return { claim, committed };
}
