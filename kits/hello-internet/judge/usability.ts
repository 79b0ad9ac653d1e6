import type { Observations, Program, Setup } from '@gradewire/core';
import type { Config } from '../config.ts';
import { chosenAttempt, observationsOf, trialName, type Variant, variants } from '../plan/attempts.ts';
import { judgeExchange } from './exchange.ts';

export interface Usability {
  /** The reference case has been run, so far as anything can be said. */
  readonly known: boolean;
  /** It works with the reference peer in at least one variant, the first of two clients sufficing. */
  readonly usable: boolean;
  /** The variant of our peer that it works with; plain if both or none. */
  readonly variant: Variant;
}

/** Whether the rest of the cases can show anything about a program. */
export function usability(_setup: Setup<Config>, program: Program, observations: Observations): Usability {
  const seen = observations.get(`reference/${program.id}`) ?? [];
  if (seen.length === 0) return { known: false, usable: false, variant: 'plain' };
  const attempt = chosenAttempt(program, seen);
  const own = observationsOf(attempt, seen);
  const works = variants.filter((variant) => {
    const observation = own.find((one) => one.trial === trialName(variant, attempt));
    if (observation === undefined) return false;
    const exchange = { observation, index: 0, clientName: '', serverName: '' };
    return judgeExchange(exchange).findings.every((found) => found.side !== program.role);
  });
  return { known: own.length === variants.length, usable: works.length > 0, variant: works[0] ?? 'plain' };
}
