import type { Graded } from './grading.ts';

/** What was not the same in all runs: how often it was what. */
export interface Difference {
  readonly id: string;
  readonly counts: ReadonlyMap<string, number>;
}

/** Cases whose outcome was not the same; `none` where a case was not there at all. */
export function differentOutcomes(runs: readonly Graded[]): Difference[] {
  return differing(runs, ({ cases }) => cases.map(({ id, outcome }) => [id, outcome]));
}

/** Cases of which the student was not told the same. */
export function differentFeedback(runs: readonly Graded[]): Difference[] {
  return differing(runs, ({ codes }) => Object.entries(codes).map(([id, list]) => [id, list.join(', ') || 'nothing']));
}

/** Lines of the rubric that did not give the same points. */
export function differentPoints(runs: readonly Graded[]): Difference[] {
  return differing(runs, ({ lines }) => lines.map(({ id, points }) => [id, `${points}`]));
}

/** Of the runs that have a score: NaN where none has. */
export function scoreSpread(runs: readonly Graded[]): { least: number; greatest: number } {
  const scores = runs.flatMap(({ score }) => score ?? []);
  if (scores.length === 0) return { least: Number.NaN, greatest: Number.NaN };
  return { least: Math.min(...scores), greatest: Math.max(...scores) };
}

function differing(runs: readonly Graded[], valuesOf: (run: Graded) => readonly (readonly [string, string])[]) {
  const ofRuns = runs.map((run) => new Map(valuesOf(run)));
  const ids = new Set(ofRuns.flatMap((values) => [...values.keys()]));
  return [...ids].flatMap((id): Difference[] => {
    const counts = new Map<string, number>();
    for (const values of ofRuns) {
      const value = values.get(id) ?? 'none';
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    return counts.size < 2 ? [] : [{ id, counts }];
  });
}
