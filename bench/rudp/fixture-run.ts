/** A grading as it could have come about, for tests. */
import type { Graded } from './grading.ts';

export function fixtureRun(changes: Partial<Graded> = {}): Graded {
  return {
    busy: false,
    wallMs: 60_000,
    trialsMs: 300_000,
    score: 99.5,
    lines: [{ id: 'time', points: 9.5 }],
    cases: [{ id: 'clean/text', outcome: 'passed', metrics: {}, durationMs: 100 }],
    codes: { 'clean/text': [] },
    retries: [],
    faults: [],
    lagP99: { ms: 2, id: 'clean/text' },
    load: 1,
    stolen: 0,
    ...changes,
  };
}
