import type { Race } from '../../kits/reliable-udp/judge/race.ts';
import { meanRatio, ratioOf } from '../../kits/reliable-udp/score/race.ts';
import { ratio } from '../matrix/statistics.ts';
import type { Graded } from './grading.ts';

/**
 * The sender's time by TCP's: over the gradings the mean of each one's races, which its points go by, and every race.
 * Nothing where none was run.
 */
export function raceLines(name: string, runs: readonly Graded[]): string[] {
  const ofRuns = runs.map(racesIn).filter((races) => races.size > 0);
  if (ofRuns.length === 0) return [];
  const ids = [...new Set(ofRuns.flatMap((races) => [...races.keys()]))].sort();
  const means = ofRuns.map((races) => meanRatio([...races.values()]));
  const races = (id: string) => ofRuns.flatMap((one) => one.get(id) ?? []);
  return [
    `race with TCP, ${name}: its time by TCP's, mean of the races of a grading: ${ratio(means)}`,
    ...ids.map((id) => `  ${id}: ${ratio(races(id).map(ratioOf))}`),
  ];
}

function racesIn({ cases }: Graded): Map<string, Race> {
  return new Map(
    cases.flatMap(({ id, metrics: { completionMs: ownMs, tcpCompletionMs: tcpMs } }): [string, Race][] =>
      tcpMs === undefined ? [] : [[id, { ownMs, tcpMs }]],
    ),
  );
}
