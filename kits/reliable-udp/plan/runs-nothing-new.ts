import { isDeepStrictEqual } from 'node:util';
import { isNamed } from '@gradewire/core';
import type { Config } from '../config.ts';
import { isPlanned, raceIds } from './case-ids.ts';

/** Everything but what judging and points alone read, and the cases left out. */
function whatIsRun(config: Config): unknown {
  const {
    points: _points,
    time: _time,
    packets: _packets,
    windowEvents: _window,
    spurious: _spurious,
    ...rest
  } = config;
  const { without: _without, giveUp, race, ...same } = rest;
  return { ...same, giveUp: { withinMs: giveUp.withinMs }, race: { seeds: race.seeds } };
}

/**
 * See `Kit.runsNothingNew`. The race with TCP is run when everything else has passed, so without a case that failed there
 * may be a race that there was not before.
 */
export function runsNothingNew(now: Config, then: Config): boolean {
  if (!isDeepStrictEqual(whatIsRun(now), whatIsRun(then))) return false;
  if (isDeepStrictEqual(now.without, then.without)) return true;
  const races = raceIds(now).some((id) => isPlanned(now, id, false));
  return !races && then.without.every((name) => isNamed(name, now.without));
}
