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
 * checksum is wrong, or it is no packet). What a delivered sack lists is not outstanding: it is acknowledged.
 */
export function outstandingAfterEach(
  packets: readonly { readonly ms: number; readonly seq: bigint | null }[],
  acks: readonly SeenAck[],
): Outstanding[] {
  const sent = new Set<bigint>();
  const open = new Set<bigint>();
  let base: bigint | null = null;
  let next = 0;
  return packets.map(({ ms, seq }) => {
    for (; next < acks.length && acks[next]!.ms <= ms; next++) {
      const { seq: upTo, held } = acks[next]!;
      for (const covered of coveredBy(open, base, upTo)) open.delete(covered);
      for (const one of held) open.delete(one);
      if (base === null || upTo > base) base = upTo;
    }
    if (seq !== null && !sent.has(seq) && (base === null || seq >= base)) open.add(seq);
    if (seq !== null) sent.add(seq);
    const soon = underWay(acks, next, ms);
    return { outstanding: open.size, outstandingWithGrace: open.size - countCovered(open, base, soon) };
  });
}

function underWay(acks: readonly SeenAck[], next: number, ms: number): SeenAck[] {
  const soon: SeenAck[] = [];
  for (let at = next; at < acks.length && acks[at]!.ms <= ms + graceMs; at++) {
    if (acks[at]!.sentMs <= ms) soon.push(acks[at]!);
  }
  return soon;
}

function countCovered(open: ReadonlySet<bigint>, base: bigint | null, soon: readonly SeenAck[]): number {
  const furthest = soon.reduce<bigint | null>((most, { seq }) => (most === null || seq > most ? seq : most), null);
  if (furthest === null || open.size === 0) return 0;
  const held = new Set(soon.flatMap((ack) => ack.held));
  const beyond = [...held].filter((seq) => seq >= furthest && open.has(seq));
  return coveredBy(open, base, furthest).length + beyond.length;
}

/** Members below `upTo`. All are at or above `base`, so that the numbers between can be tried where they are fewer. */
function coveredBy(open: ReadonlySet<bigint>, base: bigint | null, upTo: bigint): bigint[] {
  if (base !== null && upTo <= base) return [];
  if (base === null || upTo - base > BigInt(open.size)) return [...open].filter((seq) => seq < upTo);
  const covered: bigint[] = [];
  for (let seq = base; seq < upTo; seq++) if (open.has(seq)) covered.push(seq);
  return covered;
}
