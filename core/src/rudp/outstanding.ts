import type { SeenAck } from './acknowledgements.ts';

/** The time within which the capture's stamps and the sender's own view may differ (grading policy). */
export const graceMs = 10;

export interface Outstanding {
  /** Distinct packets sent so far of which no acknowledgement had been delivered at that instant. */
  readonly outstanding: number;
  /**
   * The same, but an acknowledgement that was already under way when the packet was sent, and was delivered within
   * `graceMs` after, counts as delivered. An acknowledgement that the receiver had not even sent excuses nothing:
   * otherwise a link with a round trip below the grace would hide any window.
   */
  readonly outstandingWithGrace: number;
}

/**
 * How many packets are outstanding after each, in order of time. `seq` is null for what needs no acknowledgement (its
 * checksum is wrong, or it is no packet). What a delivered sack lists is not outstanding: it is acknowledged. A second
 * start with a number of its own begins afresh: what was outstanding before it is abandoned, unless it is sent again.
 */
export function outstandingAfterEach(
  packets: readonly { readonly ms: number; readonly seq: bigint | null; readonly isStart: boolean }[],
  acks: readonly SeenAck[],
): Outstanding[] {
  const sent = new Set<bigint>();
  const open = new Set<bigint>();
  const abandoned = new Set<bigint>();
  let base: bigint | null = null;
  let next = 0;
  return packets.map(({ ms, seq, isStart }) => {
    for (; next < acks.length && acks[next]!.ms <= ms; next++) {
      const { seq: upTo, held } = acks[next]!;
      eachBelow(open, base, upTo, (covered) => open.delete(covered));
      for (const one of held) open.delete(one);
      if (base === null || upTo > base) base = upTo;
    }
    if (isStart && seq !== null && !sent.has(seq)) {
      for (const one of open) abandoned.add(one);
      open.clear();
    }
    const isFresh = seq !== null && (!sent.has(seq) || abandoned.delete(seq));
    if (isFresh && (base === null || seq >= base)) open.add(seq);
    if (seq !== null) sent.add(seq);
    return { outstanding: open.size, outstandingWithGrace: open.size - countExcused(open, base, acks, next, ms) };
  });
}

/** How many of the open ones are acknowledged by what is under way at `ms` and arrives within the grace. */
function countExcused(
  open: ReadonlySet<bigint>,
  base: bigint | null,
  acks: readonly SeenAck[],
  next: number,
  ms: number,
): number {
  const held = new Set<bigint>();
  let furthest: bigint | null = null;
  for (let at = next; at < acks.length && acks[at]!.ms <= ms + graceMs; at++) {
    const ack = acks[at]!;
    if (ack.sentMs > ms) continue;
    if (furthest === null || ack.seq > furthest) furthest = ack.seq;
    for (const seq of ack.held) if (open.has(seq)) held.add(seq);
  }
  if (furthest === null) return 0;
  let count = 0;
  eachBelow(open, base, furthest, () => count++);
  for (const seq of held) if (seq >= furthest) count++;
  return count;
}

/** Members below `upTo`. All are at or above `base`, so that the numbers between can be tried where they are fewer. */
function eachBelow(
  open: ReadonlySet<bigint>,
  base: bigint | null,
  upTo: bigint,
  visit: (seq: bigint) => unknown,
): void {
  if (base !== null && upTo - base <= BigInt(open.size)) {
    for (let seq = base; seq < upTo; seq++) if (open.has(seq)) visit(seq);
  } else {
    for (const seq of open) if (seq < upTo) visit(seq);
  }
}
