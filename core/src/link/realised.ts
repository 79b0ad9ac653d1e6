import type { LinkDirection } from './rule.ts';

/** How often a model was asked and how often its answer was yes, beside the probability that it was given (0 to 1). */
export interface Tally {
  readonly configured: number;
  readonly trials: number;
  readonly hits: number;
}

export const linkEffects = ['loss', 'duplicate', 'corrupt', 'visible', 'reorder'] as const;
export type LinkEffect = (typeof linkEffects)[number];

/** What became of the packets that one endpoint sent. */
export interface RealisedDirection {
  /** Packets that the models were asked about; what they leave alone (ICMP, where packets are keyed) is not among them. */
  readonly packets: number;
  /** By the loss model; then those that a rule, a blackout and a full queue ended. */
  readonly lost: number;
  readonly ruledOut: number;
  readonly blackedOut: number;
  readonly limited: number;
  readonly duplicated: number;
  readonly corrupted: number;
  readonly corruptedVisibly: number;
  readonly reordered: number;
  readonly delayed: number;
  /** Only of effects that the profile asks for. */
  readonly tallies: Readonly<Partial<Record<LinkEffect, Tally>>>;
}

/** How late the link sent packets, measured from when they were due. Milliseconds. */
export interface LinkLag {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /**
   * All of it: how many packets were so late and no more, from the least on; a time is known to 3 %. Missing in observations of
   * before.
   */
  readonly histogram?: readonly (readonly [upToMs: number, packets: number])[];
}

/** What a link did, by its own account: what a self-audit holds against the profile. */
export interface RealisedLink {
  /** null where the kernel does the delaying and nobody measures it. */
  readonly lagMs: LinkLag | null;
  /** Frames that came in faster than the link could take them, and that it had no room to hold. */
  readonly overrun: number;
  /** null where the link had nothing to do but to forward. */
  readonly directions: Readonly<Record<LinkDirection, RealisedDirection>> | null;
  /** In the profile's order: packets that the rule's description fits, and packets that it acted on. */
  readonly rules: readonly { readonly matched: number; readonly applied: number }[];
}
