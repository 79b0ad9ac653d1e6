import type { ClaimedRun } from '@gradewire/db';
import { quantile } from '../matrix/statistics.ts';
import type { Unfair } from './unfair.ts';

/** What the storm came to, as lines for people. */
export function report(
  runs: readonly ClaimedRun[],
  submitted: number,
  unfair: readonly Unfair[],
  lanes: readonly string[],
): string[] {
  const lost = submitted - runs.filter(({ state }) => state === 'done').length;
  const twice = runs.filter(({ attempts, scores }) => attempts > 1 || scores > 1).length;
  const unscored = runs.filter(({ lane, scores }) => lane === 'official' && scores !== 1).length;
  const took = Math.max(...runs.map(({ claimedAt }) => claimedAt ?? 0)) - Math.min(...runs.map((one) => one.createdAt));
  return [
    `${submitted} submissions, the last claimed ${(took / 1000).toFixed(1)} s after the first came`,
    `lost: ${lost}; target 0: ${met(lost === 0)}`,
    `twice: ${twice}, official without its score: ${unscored}; target 0: ${met(twice + unscored === 0)}`,
    `first submissions behind another team's third: ${unfair.length}; target 0: ${met(unfair.length === 0)}`,
    ...lanes.map((lane) => waitLine(lane, runs)),
  ];
}

function waitLine(lane: string, runs: readonly ClaimedRun[]): string {
  const waits = runs.flatMap((run) =>
    run.lane === lane && run.claimedAt !== null ? [(run.claimedAt - run.createdAt) / 1000] : [],
  );
  const at = (q: number) => `${quantile(waits, q).toFixed(2)} s`;
  return `waits in ${lane}: ${waits.length} runs, median ${at(0.5)}, p90 ${at(0.9)}, p99 ${at(0.99)}, most ${at(1)}`;
}

const met = (isMet: boolean) => (isMet ? 'met' : 'MISSED');
