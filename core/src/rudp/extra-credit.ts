import { seenAcks } from './acknowledgements.ts';
import { largest, median } from './measures.ts';
import { graceMs } from './outstanding.ts';
import type { SentPacket, Transfer } from './transfer.ts';

/** Fewer are a coincidence. */
const fewest = 3;

/**
 * Whether the retransmission timer follows the round trip. One link cannot tell a timer that adapts from one that was set
 * to fit, so transfers over links of different delay are compared: from the shortest median round trip to the longest,
 * the timer must have grown by at least half of the difference, and be no shorter than the round trip. Null: not seen,
 * since no two transfers with three timeouts and three round trips each differ by 50 ms. Only first retransmissions of a
 * packet count (later ones may back off). A sender that resends on duplicate acknowledgements can look adaptive.
 */
export function timerAdapts(transfers: readonly Transfer[]): boolean | null {
  const measured = transfers
    .map(({ packets }) => ({ trips: roundTrips(packets), timers: firstTimers(packets) }))
    .filter(({ trips, timers }) => trips.length >= fewest && timers.length >= fewest)
    .map(({ trips, timers }) => ({ tripMs: median(trips)!, timerMs: median(timers)! }))
    .sort((a, b) => a.tripMs - b.tripMs);
  const [near, far] = [measured[0], measured.at(-1)];
  if (near === undefined || far === undefined || far.tripMs - near.tripMs < 50) return null;
  const grew = far.timerMs - near.timerMs >= (far.tripMs - near.tripMs) / 2;
  return grew && near.timerMs >= near.tripMs && far.timerMs >= far.tripMs;
}

/** Of packets sent once (Karn's rule, RFC 6298 §3), from sending to the first acknowledgement that covers them. */
function roundTrips(packets: readonly SentPacket[]): number[] {
  const again = new Set(packets.filter((one) => one.transmission > 1).map(({ seq }) => seq));
  return packets.flatMap(({ seq, ms, acknowledgedMs }) =>
    acknowledgedMs === null || again.has(seq) ? [] : [acknowledgedMs - ms],
  );
}

function firstTimers(packets: readonly SentPacket[]): number[] {
  return packets
    .filter((one) => one.transmission === 2 && !one.spurious)
    .flatMap(({ ms, previousMs }) => (previousMs === null ? [] : [ms - previousMs]));
}

export interface SackUse {
  /** Packets that a sack listed, left alone although their timer must have run out before they were covered. */
  readonly spared: number;
  /** Retransmissions of a packet that a sack delivered `graceMs` before had listed. */
  readonly resent: number;
  /** Null: nothing to go by (no sack listed a packet for as long as a timer). */
  readonly uses: boolean | null;
}

/**
 * Whether the sender goes by selective acknowledgements: packets that the receiver holds are left alone while an older
 * gap is sent again. A packet counts as spared if it stayed uncovered for longer than 1.2 times the sender's own median
 * timer after it was last sent, for before that no sender would have sent it again. Used if nine in ten were spared.
 */
export function usesSack({ packets, acks }: Transfer): SackUse {
  const listedMs = new Map<bigint, number>();
  for (const { held, ms } of seenAcks(acks)) {
    for (const seq of held) if (!listedMs.has(seq)) listedMs.set(seq, ms);
  }
  const timerMs = median(firstTimers(packets));
  const last = new Map(packets.filter((one) => one.seq !== null).map((one) => [one.seq!, one]));
  const isKnownHeld = ({ seq, ms }: SentPacket) => seq !== null && (listedMs.get(seq) ?? Infinity) <= ms - graceMs;
  const resent = packets.filter((one) => one.transmission > 1 && !one.spurious && isKnownHeld(one)).length;
  let spared = 0;
  for (const [seq, listed] of listedMs) {
    const one = last.get(seq);
    if (one === undefined || timerMs === undefined || isKnownHeld(one)) continue;
    const dueMs = one.ms + 1.2 * timerMs;
    const stayed = (one.acknowledgedMs ?? -Infinity) > dueMs && listed < one.ms + timerMs - graceMs;
    const gapMs = packets.find((gap) => gap.transmission > 1 && gap.seq! < seq && gap.ms > listed)?.ms;
    if (stayed && gapMs !== undefined && gapMs < one.acknowledgedMs!) spared++;
  }
  return { spared, resent, uses: spared + resent === 0 ? null : spared >= 9 * resent && spared > 0 };
}

/**
 * From the lowest packet not acknowledged to the highest sent, whenever the sender, having more data to send, sent no new
 * data for longer than `graceMs` and half of the shortest round trip: as many as its window allowed then, since who waits for
 * an acknowledgement waits that long. (What a sack lists counts here: a window of five starts at the gap.) A program that took
 * its time for so long, reading its input or on a busy machine, shows up as well.
 */
export function windowsAtStandstill({ packets, acks, firstSequence }: Transfer): number[] {
  const seen = seenAcks(acks);
  const fresh = packets.filter((one) => one.isNew && one.type === 'data');
  const [shortest = 0] = roundTrips(packets).sort((a, b) => a - b);
  const waitMs = Math.max(graceMs, shortest / 2);
  let next = 0;
  let base = firstSequence ?? 0n;
  return fresh.slice(0, -1).flatMap(({ ms, seq }, i) => {
    for (; next < seen.length && seen[next]!.ms <= ms; next++) {
      if (seen[next]!.highest > base) base = seen[next]!.highest;
    }
    return fresh[i + 1]!.ms - ms > waitMs ? [Number(seq! - base) + 1] : [];
  });
}

/**
 * Whether the window grows or shrinks: the largest standstill is at least twice the smallest and above `usual`. Null: too
 * few standstills, as on a link without delay or loss.
 */
export function windowVaries(transfer: Transfer, usual = 5): boolean | null {
  const windows = windowsAtStandstill(transfer);
  if (windows.length < fewest) return null;
  const most = largest(windows)!;
  return most > usual && windows.some((one) => 2 * one <= most);
}
