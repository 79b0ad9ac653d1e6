import { largest, median, spread } from './measures.ts';
import { breaches, type Rule, usualWindow } from './rules.ts';
import type { SentAck, SentPacket, Transfer } from './transfer.ts';

/**
 * Figures of a sender, over all of its sockets that are handed in: counts add up, of largest values the largest is taken.
 * Times are ms, sizes bytes of UDP payload. What is not known is left out.
 *
 * - `completionMs`: from the sender's first packet to the delivery of the first acknowledgement that covers `end`.
 * - `sendingMs`: from the first packet to the last.
 * - `packetsSent`, `bytesSent`: every datagram; `distinctPackets`: of type and number.
 * - `retransmissionsNeeded`, `spurious`: sent again before, and after, the covering acknowledgement was known.
 * - `maxOutstanding`: at any instant. `sendsBeyondWindow`: how often the window was exceeded, with grace;
 *   `beyondWindowMost`: by how many outstanding at most.
 * - `endBeforeDataAcknowledged`: packets outstanding when `end` was first sent.
 * - `timerMedianMs`, `timerSpreadMs`: median and interquartile range, over all retransmissions, of the time since the
 *   packet was last sent.
 * - `longestIdleMs`: the longest time between two packets of the sender.
 * - `medianPayloadBytes`: of the data in data packets, each counted once.
 * - `corruptedDelivered`, `corruptedAcksDelivered`: copies that arrived damaged.
 */
export function metrics(transfers: readonly Transfer[], window = usualWindow): Record<string, number> {
  const packets = transfers.flatMap((transfer) => transfer.packets).sort((a, b) => a.ms - b.ms);
  const acks = transfers.flatMap((transfer) => transfer.acks);
  const found = (rule: Rule) => transfers.flatMap((transfer) => breaches(transfer, rule, window));
  const spurious = count(packets, (one) => one.spurious);
  const again = packets.flatMap(({ ms, previousMs }) => (previousMs === null ? [] : [ms - previousMs]));
  const beyond = found('window').map(({ packet }) => packet.outstandingWithGrace);
  return known({
    completionMs: completionMs(transfers),
    sendingMs: packets.at(-1)?.ms,
    packetsSent: packets.length,
    bytesSent: packets.reduce((sum, { bytes }) => sum + bytes, 0),
    distinctPackets: count(packets, (one) => one.transmission === 1 && one.seq !== null),
    retransmissionsNeeded: again.length - spurious,
    spurious,
    maxOutstanding: largest(packets.map(({ outstanding }) => outstanding)),
    sendsBeyondWindow: beyond.length,
    beyondWindowMost: largest(beyond),
    oversizePackets: found('size').length,
    badChecksums: found('checksum').length,
    unparsable: found('unparsable').length,
    sequenceErrors: found('sequence').length,
    changedPackets: found('changed').length,
    dataAfterEnd: found('data-after-end').length,
    endBeforeDataAcknowledged: largest(found('end-early').map(({ packet }) => packet.outstandingWithGrace - 1)) ?? 0,
    timerMedianMs: median(again),
    timerSpreadMs: spread(again),
    longestIdleMs: largest(packets.slice(1).map(({ ms }, i) => ms - packets[i]!.ms)),
    firstSequence: firstSequence(transfers),
    medianPayloadBytes: median(packets.filter((one) => one.transmission === 1).flatMap(dataBytes)),
    corruptedDelivered: corrupted(packets),
    acksSent: acks.length,
    acksDelivered: acks.reduce((sum, { fate }) => sum + fate.deliveries.length, 0),
    corruptedAcksDelivered: corrupted(acks),
  });
}

/** When the first acknowledgement that covers the (highest-numbered) end was delivered; the earliest, of several sockets. */
function completionMs(transfers: readonly Transfer[]): number | undefined {
  const done = transfers.flatMap(({ packets }) => {
    const ends = packets.filter((one) => one.type === 'end' && one.checksumRight);
    const last = ends.reduce<SentPacket | undefined>(
      (most, one) => (most && most.seq! >= one.seq! ? most : one),
      undefined,
    );
    return last?.acknowledgedMs ?? [];
  });
  return done.toSorted((a, b) => a - b)[0];
}

function dataBytes({ type, dataBytes: bytes }: SentPacket): number[] {
  return type === 'data' && bytes !== null ? [bytes] : [];
}

/** Left out where a number of JavaScript's would not be exact. */
function firstSequence(transfers: readonly Transfer[]): number | undefined {
  const first = transfers.find((transfer) => transfer.firstSequence !== null)?.firstSequence;
  return first != null && Number.isSafeInteger(Number(first)) ? Number(first) : undefined;
}

function corrupted(sent: readonly SentAck[]): number {
  return sent.reduce((sum, { fate }) => sum + count(fate.deliveries, (copy) => copy.corrupted), 0);
}

function count<T>(list: readonly T[], is: (one: T) => boolean): number {
  return list.filter(is).length;
}

function known(figures: Readonly<Record<string, number | undefined>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(figures).flatMap(([name, figure]) =>
      figure === undefined || !Number.isFinite(figure)
        ? []
        : [[name, Number.isInteger(figure) ? figure : Math.round(figure * 1e3) / 1e3]],
    ),
  );
}
