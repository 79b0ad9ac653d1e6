import type { Content } from './crossing.ts';
import type { Fate } from './fate.ts';

/** An acknowledgement that reached the sender whole. */
export interface SeenAck {
  /** When the receiver sent it, and when it was delivered. */
  readonly sentMs: number;
  readonly ms: number;
  /** Everything below is acknowledged. */
  readonly seq: bigint;
  readonly held: readonly bigint[];
  /** The highest `seq` delivered so far. */
  readonly highest: bigint;
}

interface Sent extends Content {
  readonly ms: number;
  readonly fate: Fate;
}

/**
 * Acknowledgements in order of delivery, each copy for itself; without those that were damaged on the way, which a
 * sender ignores by their checksum.
 */
export function seenAcks(acks: readonly Sent[]): SeenAck[] {
  const seen: Omit<SeenAck, 'highest'>[] = [];
  for (const { type, seq, held, checksumRight, ms: sentMs, fate } of acks) {
    if ((type !== 'ack' && type !== 'sack') || seq === null || checksumRight !== true) continue;
    for (const { ms, corrupted } of fate.deliveries) if (!corrupted) seen.push({ sentMs, ms, seq, held });
  }
  let highest: bigint | undefined;
  return seen
    .sort((a, b) => a.ms - b.ms)
    .map((ack) => {
      if (highest === undefined || ack.seq > highest) highest = ack.seq;
      return { ...ack, highest };
    });
}

/** The first acknowledgement delivered that covers the packet of this number. */
export function firstCovering(acks: readonly SeenAck[], seq: bigint): SeenAck | undefined {
  let low = 0;
  let high = acks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (acks[middle]!.highest > seq) high = middle;
    else low = middle + 1;
  }
  return acks[low];
}
