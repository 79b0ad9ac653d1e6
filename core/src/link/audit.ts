import { binomialTail } from './binomial.ts';
import type { LossModel } from './impairment.ts';
import type { LinkProfile } from './profile.ts';
import { linkEffects, type RealisedDirection, type RealisedLink, type Tally } from './realised.ts';
import { linkDirections } from './rule.ts';

/** Once in a thousand million honest cases: chance alone must never look like a broken link. */
const unbelievable = 1e-9;
/** The same, in standard deviations of a normal variable. */
const unbelievableDeviations = 6.1;
/** More frames in a second than this, on average, are a flood: then it is the sender who lost them. */
const floodPerSecond = 10_000;

/**
 * How much more the share of losses varies than with independent ones, where they come in bursts: (1 + λ) / (1 − λ), λ
 * the correlation of neighbours, 1 − p − r for a chain of two states. The 4-state chain is bounded by that of its burst
 * and gap halves. Keyed by message, what is asked of the chain are numbers, and some of them are left out: of a chain
 * that alternates (λ < 0) every other one may be, so that the next is like the last; hence |λ|.
 */
function varianceInflation(loss: LossModel): number {
  if (loss.model === 'random') return 1;
  const leaving = loss.model === 'gemodel' ? loss.p + loss.r : loss.p13 + Math.min(loss.p31, loss.p23 || 100);
  const isolated = loss.model === 'state' ? loss.p14 / 100 : 0;
  const correlation = Math.max(Math.abs(1 - leaving / 100), isolated);
  return (1 + correlation) / Math.max(1e-9, 1 - correlation);
}

function isBelievable({ configured, trials, hits }: Tally, inflation: number): boolean {
  if (inflation === 1) return binomialTail(hits, trials, configured) >= unbelievable;
  const deviation = Math.sqrt(trials * configured * (1 - configured) * inflation);
  // A few long bursts are nowhere near a normal variable: the bound is for many.
  if (trials * Math.min(configured, 1 - configured) < 20 * inflation) return true;
  return Math.abs(hits - trials * configured) <= unbelievableDeviations * deviation;
}

function unbelievableRates(name: string, realised: RealisedDirection, loss: LossModel | undefined): string[] {
  return linkEffects.flatMap((effect) => {
    const tally = realised.tallies[effect];
    if (tally === undefined || tally.trials === 0) return [];
    if (isBelievable(tally, effect === 'loss' && loss ? varianceInflation(loss) : 1)) return [];
    const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
    const realisedShare = percent(tally.hits / tally.trials);
    return `${name}: ${effect} was ${realisedShare} of ${tally.trials} packets, set to ${percent(tally.configured)}`;
  });
}

export interface AuditBudget {
  /** What the 99th percentile of the lag may be. Milliseconds. */
  readonly lagMs: number;
  /** How long the link stood, and what it carried: tells a flood from a link that is too slow. */
  readonly durationMs: number;
  readonly frames: number;
}

/**
 * Whether the link did what the profile says. What is returned is a fault of ours, one line for each: a result under
 * such a link is no result. Empty if all is well.
 */
export function auditLink(profile: LinkProfile, realised: RealisedLink, budget: AuditBudget): string[] {
  const faults: string[] = [];
  const { lagMs, overrun, directions } = realised;
  const isFlood = (budget.frames + overrun) / Math.max(budget.durationMs, 1) > floodPerSecond / 1000;
  if (lagMs && lagMs.p99 > budget.lagMs && !isFlood) {
    faults.push(`packets were sent up to ${lagMs.p99.toFixed(1)} ms late (99 of 100), allowed are ${budget.lagMs} ms`);
  }
  if (overrun > 0 && !isFlood) faults.push(`${overrun} frames were not taken in`);
  for (const direction of linkDirections) {
    if (directions) faults.push(...unbelievableRates(direction, directions[direction], profile[direction].loss));
  }
  return faults;
}
