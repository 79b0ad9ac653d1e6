import {
  type Impairment,
  InfrastructureFault,
  type LinkDirection,
  type LinkProfile,
  type LossModel,
  linkDirections,
  type RealisedDirection,
  type RealisedLink,
  type Tally,
} from '@gradewire/core';
import { netemDeviations } from './netem-settings.ts';

/** What tc counts of a netem qdisc, in packets; `seed` where the kernel knows one. */
export interface NetemCounts {
  readonly sent: number;
  /** Lost, or in excess of the queue's limit: the kernel does not tell which. */
  readonly dropped: number;
  readonly queued: number;
  readonly seed: number | null;
  /** How it is set, in tc's words. */
  readonly options: unknown;
}

/** What the observer saw come in at one port and go out of the other. */
export interface SeenFrames {
  readonly in: number;
  readonly out: number;
}

/** What tc counts at one port of a link. */
export interface PortCounts {
  /** Of what leaves it. Null: there is no netem. */
  readonly netem: NetemCounts | null;
  /** Packets that came in during blackouts. Null: nothing there counts them. */
  readonly shutOut: number | null;
}

/** A line of `tc -j -s qdisc show dev PORT`. Throws InfrastructureFault if it is no such line. */
export function portCounts(line: string): PortCounts {
  try {
    const qdiscs = JSON.parse(line) as {
      kind: string;
      packets: number;
      drops: number;
      qlen: number;
      options?: { seed?: number };
    }[];
    const of = (wanted: string) => {
      const found = qdiscs.find(({ kind }) => kind === wanted);
      if (found && ![found.packets, found.drops, found.qlen].every(Number.isSafeInteger)) {
        throw new TypeError('no counters');
      }
      return found;
    };
    const [netem, ingress] = [of('netem'), of('ingress')];
    return {
      netem: netem
        ? {
            sent: netem.packets,
            dropped: netem.drops,
            queued: netem.qlen,
            seed: netem.options?.seed ?? null,
            options: netem.options,
          }
        : null,
      shutOut: ingress?.drops ?? null,
    };
  } catch (error) {
    throw new InfrastructureFault(`tc does not say what netem did: ${line.slice(0, 200)}`, error);
  }
}

/** What became of the packets of a direction: they come in at one port and leave by the other. */
export const directionCounts = (client: PortCounts, server: PortCounts): Record<LinkDirection, PortCounts> => ({
  clientToServer: { netem: server.netem, shutOut: client.shutOut },
  serverToClient: { netem: client.netem, shutOut: server.shutOut },
});

/**
 * Throws InfrastructureFault unless netem is just where the profile wants it, set as the direction's impairment asks, and
 * with its seed: `words` are what tc was told of the direction, empty for nothing.
 */
export function assertAsTold(
  direction: LinkDirection,
  words: string,
  asked: Impairment,
  counts: NetemCounts | null,
): void {
  const [, seed] = /\bseed (\d+)$/.exec(words) ?? [];
  const isThere = counts !== null;
  if (isThere !== (words !== '')) {
    throw new InfrastructureFault(`${direction}: netem is ${isThere ? '' : 'not '}there, wanted was "${words}"`);
  }
  if (seed !== undefined && counts?.seed !== Number(seed)) {
    throw new InfrastructureFault(`${direction}: netem has seed ${counts?.seed}, wanted was ${seed}`);
  }
  const deviations = counts === null ? [] : netemDeviations(asked, counts.options);
  if (deviations.length > 0) throw new InfrastructureFault(`${direction}: netem's ${deviations.join("; netem's ")}`);
}

interface Counted {
  readonly counts: NetemCounts;
  readonly shutOut: number | null;
}

/** The share of packets that the model loses in the long run; null for the 4-state model, whose losses come in bursts. */
export function meanLoss(loss: LossModel): number | null {
  if (loss.model === 'random') return loss.percent / 100;
  if (loss.model === 'state') return null;
  const { p, r, oneMinusH, oneMinusK } = loss;
  return p + r === 0 ? oneMinusK / 100 : (r * oneMinusK + p * oneMinusH) / (p + r) / 100;
}

/**
 * What tc's counters and the observer's together prove. Where two causes add up to one counter (a full queue and a loss,
 * a loss and a copy) there is no tally: an audit that guesses would blame the kernel for what it did right.
 */
function realisedDirection(it: Impairment, blackouts: boolean, seen: SeenFrames, { shutOut, counts }: Counted) {
  const copies = it.duplicate > 0;
  const offered = counts.sent + counts.dropped + counts.queued;
  const overflows = seen.in > it.limit && (it.rate !== undefined || it.delay > 0);
  const tallies: { loss?: Tally; duplicate?: Tally } = {};
  const configured = it.loss && meanLoss(it.loss);
  if (configured && !copies && !overflows) tallies.loss = { configured, trials: offered, hits: counts.dropped };
  const blackedOut = shutOut ?? (blackouts && !copies ? Math.max(0, seen.in - offered) : 0);
  const reached = seen.in - blackedOut;
  const copiesAreCounted = copies && !it.loss && (shutOut !== null || !blackouts);
  const duplicated = copiesAreCounted ? Math.max(0, offered - reached) : 0;
  if (copiesAreCounted && !overflows) {
    tallies.duplicate = { configured: it.duplicate / 100, trials: reached, hits: duplicated };
  }
  return {
    packets: seen.in,
    lost: counts.dropped,
    ruledOut: 0,
    blackedOut,
    limited: 0,
    duplicated,
    corrupted: 0,
    corruptedVisibly: 0,
    reordered: 0,
    delayed: it.delay > 0 || it.rate ? counts.sent : 0,
    tallies,
  };
}

/** A direction of which nothing was asked but, perhaps, blackouts. */
function untouched(seen: SeenFrames, blackouts: boolean, shutOut: number | null): RealisedDirection {
  const none = { lost: 0, ruledOut: 0, limited: 0, duplicated: 0, corrupted: 0, corruptedVisibly: 0, reordered: 0 };
  const blackedOut = shutOut ?? (blackouts ? Math.max(0, seen.in - seen.out) : 0);
  return { packets: seen.in, ...none, blackedOut, delayed: 0, tallies: {} };
}

/**
 * What a link of the kernel's did. `unseen`: frames that the observer missed. What netem does not count (corrupted and
 * reordered packets) is 0.
 */
export function realisedByNetem(
  profile: LinkProfile,
  seen: Readonly<Record<LinkDirection, SeenFrames>>,
  counts: Readonly<Record<LinkDirection, PortCounts>>,
  unseen: number,
): RealisedLink {
  const blackouts = profile.blackouts.length > 0;
  const directionOf = (direction: LinkDirection): RealisedDirection => {
    const { netem, shutOut } = counts[direction];
    if (netem === null) return untouched(seen[direction], blackouts, shutOut);
    return realisedDirection(profile[direction], blackouts, seen[direction], { shutOut, counts: netem });
  };
  const nothingAsked = !blackouts && linkDirections.every((direction) => counts[direction].netem === null);
  return {
    lagMs: null,
    overrun: unseen,
    directions: nothingAsked
      ? null
      : { clientToServer: directionOf('clientToServer'), serverToClient: directionOf('serverToClient') },
    rules: [],
  };
}
