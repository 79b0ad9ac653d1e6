import { isDeepStrictEqual } from 'node:util';
import { isNamed } from '@gradewire/core';
import type { Config } from '../config.ts';

/** Everything but what judging and points alone read, and the cases left out. */
function whatIsRun({ points: _points, interopFullAt: _share, without: _without, ...rest }: Config): unknown {
  return rest;
}

/** See `Kit.runsNothingNew`. A case less is no other case more: what all rest on cannot be left out. */
export function runsNothingNew(now: Config, then: Config): boolean {
  return then.without.every((name) => isNamed(name, now.without)) && isDeepStrictEqual(whatIsRun(now), whatIsRun(then));
}
