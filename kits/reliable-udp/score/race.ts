import type { Case, Feedback, Observations, Verdict } from '@gradewire/core';
import type { Config } from '../config.ts';
import { say } from '../judge/feedback.ts';
import { type Race, raceOf } from '../judge/race.ts';
import { seenIn } from '../judge/seen.ts';
import { senderTrial } from '../plan/attempts.ts';
import { raceIds } from '../plan/case-ids.ts';
import { shareFor } from './measures.ts';

/** The sender's time by TCP's; Infinity: its file did not arrive. */
export function ratioOf({ ownMs, tcpMs }: Race): number {
  return ownMs === undefined ? Infinity : ownMs / tcpMs;
}

/** Of several races the geometric mean, in which twice as fast and half as fast make up for each other; Infinity of none. */
export function meanRatio(races: readonly Race[]): number {
  if (races.length === 0) return Infinity;
  return Math.exp(races.reduce((sum, race) => sum + Math.log(ratioOf(race)), 0) / races.length);
}

export interface RaceResult {
  /** 0 to 1. */
  readonly earned: number;
  readonly feedback: readonly Feedback[];
}

/**
 * All races together. One alone says little: where TCP loses a SYN or its last segment, it takes a second more. And no
 * ratio decides between all points and none: whichever did, somebody's two points would hang on a few milliseconds.
 */
export function raceResult({ race }: Pick<Config, 'race'>, races: readonly Race[]): RaceResult {
  const ratio = meanRatio(races);
  const earned = shareFor(ratio, race);
  if (earned === 1) return { earned, feedback: [] };
  if (ratio === Infinity)
    return { earned, feedback: [say('extra-not-tried', { detail: 'the arguments of the race' })] };
  const detail = `${race.fullAt} or less earns all points, ${race.noneAt} or more none`;
  return { earned, feedback: [say('not-faster', { ratio, count: races.length, detail })] };
}

/** The verdicts on the races that were run, as their result is known by now. */
export function raceVerdicts(
  config: Config,
  cases: readonly Case[],
  observations: Observations,
  verdicts: ReadonlyMap<string, Verdict>,
): Map<string, Verdict> {
  const ids = new Set(raceIds(config));
  const run = cases.filter(({ id }) => ids.has(id) && verdicts.has(id));
  const races = run.flatMap((graded) => {
    const seen = observations.get(graded.id)!;
    const trial = graded.trials.find(({ name }) => name === senderTrial)!;
    return raceOf(graded, seenIn(trial, seen.find((one) => one.trial === senderTrial)!), seen) ?? [];
  });
  const { earned, feedback } = raceResult(config, races);
  return new Map(
    run.map(({ id }): [string, Verdict] => {
      const verdict = verdicts.get(id)!;
      const evidence = earned === 1 ? [] : verdict.evidence;
      return [id, { ...verdict, feedback, evidence, metrics: { ...verdict.metrics, earned } }];
    }),
  );
}
