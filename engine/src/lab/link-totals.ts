import { type LinkEffect, linkEffects, type RealisedDirection, type RealisedLink, type Tally } from '@gradewire/core';
import type { LastWord } from './link-program.ts';

interface ToldDirection extends Omit<RealisedDirection, 'tallies' | 'blackedOut'> {
  readonly blackout: number;
  readonly audit: Readonly<Record<LinkEffect, Tally>>;
}

/** The last word of a link program that forwarded. `a` is the client's end. */
export interface LinkTotals extends LastWord {
  readonly forwarded: { readonly aToB: number; readonly bToA: number };
  readonly dropped: { readonly aToB: number; readonly bToA: number };
  readonly dropReasons: { readonly overrun: number; readonly noMemory: number };
  /** Microseconds. */
  readonly lagUs: { readonly p50: number; readonly p99: number; readonly max: number };
  readonly lagHistogramUs: readonly (readonly [upToUs: number, packets: number])[];
  /** Missing where the link was a clean one. */
  readonly effects?: { readonly aToB: ToldDirection; readonly bToA: ToldDirection };
  readonly rules?: readonly { readonly matched: number; readonly applied: number }[];
  /** Fates that were to be told and could not: nobody read them in time. */
  readonly fatesDropped?: number;
}

export function realisedLink({ lagUs, lagHistogramUs, dropReasons, effects, rules }: LinkTotals): RealisedLink {
  const histogram = lagHistogramUs.map(([upToUs, packets]) => [upToUs / 1000, packets] as const);
  return {
    lagMs: { p50: lagUs.p50 / 1000, p99: lagUs.p99 / 1000, max: lagUs.max / 1000, histogram },
    overrun: dropReasons.overrun + dropReasons.noMemory,
    directions: effects
      ? { clientToServer: realisedDirection(effects.aToB), serverToClient: realisedDirection(effects.bToA) }
      : null,
    rules: rules ?? [],
  };
}

function realisedDirection({ audit, blackout, ...told }: ToldDirection): RealisedDirection {
  const asked = linkEffects.filter((effect) => audit[effect].configured > 0);
  return {
    packets: told.packets,
    lost: told.lost,
    ruledOut: told.ruledOut,
    blackedOut: blackout,
    limited: told.limited,
    duplicated: told.duplicated,
    corrupted: told.corrupted,
    corruptedVisibly: told.corruptedVisibly,
    reordered: told.reordered,
    delayed: told.delayed,
    tallies: Object.fromEntries(
      asked.map((effect) => {
        const { configured, trials, hits } = audit[effect];
        return [effect, { configured, trials, hits }];
      }),
    ),
  };
}
