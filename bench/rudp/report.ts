import { median } from '../matrix/statistics.ts';
import { type Difference, differentFeedback, differentOutcomes, differentPoints, scoreSpread } from './differences.ts';
import type { Graded, Suite } from './grading.ts';
import { raceLines } from './races.ts';

/** Seconds of a whole grading, and points between the lowest score and the highest. */
export const targets = { wallS: { full: 90, public: 15, race: undefined }, points: 1 } as const;

/** What the runs came to, as lines for people. `timed`: it was asked for what the target of time is for. */
export function report(runs: readonly Graded[], suite: Suite, timed: boolean): string[] {
  const [idle, busy] = [runs.filter((one) => !one.busy), runs.filter((one) => one.busy)];
  const { least, greatest } = scoreSpread(runs);
  const outcomes = differentOutcomes(runs);
  return [
    ...wallLines('idle', idle, timed ? targets.wallS[suite] : undefined),
    ...wallLines('busy', busy, undefined),
    `outcomes: ${runs[0]!.cases.length} cases, ${outcomes.length} with another outcome in some runs; target 0: ${met(outcomes.length === 0)}`,
    ...outcomes.map(show),
    `score: ${least} to ${greatest}; target a spread of at most ${targets.points}: ${met(greatest - least <= targets.points)}`,
    ...differentPoints(runs).map(show),
    ...section('told the student something else', differentFeedback(runs)),
    ...raceLines('idle', idle),
    ...raceLines('busy', busy),
    ...infrastructure('idle', idle),
    ...infrastructure('busy', busy),
  ];
}

function wallLines(name: string, runs: readonly Graded[], target: number | undefined): string[] {
  if (runs.length === 0) return [];
  const walls = runs.map(({ wallMs }) => wallMs / 1000);
  const trials = median(runs.map(({ trialsMs }) => trialsMs / 1000));
  const share = median(runs.map(({ wallMs, trialsMs }) => wallMs / trialsMs));
  const wanted = target === undefined ? '' : `; target at most ${target} s: ${met(median(walls) <= target)}`;
  return [
    `${name}: ${runs.length} runs, wall median ${median(walls).toFixed(1)} s, most ${Math.max(...walls).toFixed(1)} s; ` +
      `trials one after the other ${trials.toFixed(0)} s, of which the wall is ${(100 * share).toFixed(0)} %${wanted}`,
  ];
}

function infrastructure(name: string, runs: readonly Graded[]): string[] {
  if (runs.length === 0) return [];
  const retries = runs.flatMap((run) => run.retries);
  const faults = runs.flatMap((run) => run.faults);
  const worst = runs.map(({ lagP99 }) => lagP99).reduce((a, b) => (b.ms > a.ms ? b : a));
  const loads = runs.map(({ load }) => load);
  const stolen = median(runs.map((run) => run.stolen));
  return [
    `${name}: faults of ours that stayed ${faults.length}, trials run again ${retries.length}; worst lag p99 of a link that ` +
      `counts ${worst.ms.toFixed(1)} ms (${worst.id}); load average at the start ${Math.min(...loads)} to ` +
      `${Math.max(...loads)}, taken by the host ${(100 * stolen).toFixed(1)} %`,
    ...commonest(retries.map(({ reason }) => reason.replace(/\d+(\.\d+)?/g, 'N'))),
  ];
}

function commonest(reasons: readonly string[]): string[] {
  return [...Map.groupBy(reasons, (reason) => reason)]
    .sort(([, a], [, b]) => b.length - a.length)
    .slice(0, 5)
    .map(([reason, all]) => `  ${all.length} × ${reason}`);
}

function section(title: string, found: readonly Difference[]): string[] {
  return found.length === 0 ? [] : [`cases that ${title}: ${found.length}`, ...found.map(show)];
}

function show({ id, counts }: Difference): string {
  const common = [...counts].sort(([, a], [, b]) => b - a);
  return `  ${id}: ${common.map(([value, count]) => `${count} × ${value}`).join('; ')}`;
}

const met = (is: boolean) => (is ? 'met' : 'MISSED');
