import type { Observations, Program, Setup } from '@gradewire/core';
import type { Config } from '../config.ts';
import {
  attemptsOf,
  chosenAttempt,
  gotThrough,
  observationsOf,
  trialName,
  type Variant,
  variants,
} from '../plan/attempts.ts';
import { judgeExchange } from './exchange.ts';
import type { Finding } from './feedback.ts';

export interface Usability {
  /** The reference case has been run, so far as anything can be said. */
  readonly known: boolean;
  /** It found its peer, whatever they then made of each other. */
  readonly reached: boolean;
  /** It works with the reference peer in at least one variant, the first of two clients sufficing. */
  readonly usable: boolean;
  /** The variant of our peer that it works with; plain if both or none. */
  readonly variant: Variant;
}

/** Faults after which everything else about a program can still be seen: the words were right. */
export function hidesNothing({ code }: Finding): boolean {
  return code === 'server-keeps-open' || code === 'client-exit-code';
}

/** Whether the rest of the cases can show anything about a program. */
export function usability(_setup: Setup<Config>, program: Program, observations: Observations): Usability {
  const seen = observations.get(`reference/${program.id}`) ?? [];
  const attempts = attemptsOf(program, seen);
  // Until the last way of starting it was tried, the one that works may still be to come.
  const known = observationsOf(attempts.at(-1)!, seen).length === variants.length;
  if (!known) return { known, reached: false, usable: false, variant: 'plain' };
  const attempt = chosenAttempt(program, seen);
  const own = observationsOf(attempt, seen);
  const works = variants.filter((variant) => {
    const observation = own.find((one) => one.trial === trialName(variant, attempt));
    if (observation === undefined) return false;
    const exchange = { observation, index: 0, clientName: '', serverName: '' };
    return judgeExchange(exchange).findings.every((found) => found.side !== program.role || hidesNothing(found));
  });
  const reached = own.some((one) => gotThrough(program, one));
  return { known, reached, usable: works.length > 0, variant: works[0] ?? 'plain' };
}
