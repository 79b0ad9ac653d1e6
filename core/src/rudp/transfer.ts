import type { Datagram } from '../wire/datagrams.ts';
import { firstCovering, seenAcks } from './acknowledgements.ts';
import { type Content, type Crossing, crossing } from './crossing.ts';
import { type Fate, reasonOfLoss } from './fate.ts';
import { type Arrival, match } from './match.ts';
import { graceMs, type Outstanding, outstandingAfterEach } from './outstanding.ts';

/** What one socket of a sender sent, and what the receiver answered it. Times are ms since the sender's first packet. */
export interface Transfer {
  /** `address:port`. */
  readonly socket: string;
  /** When the sender's first packet, of any of its sockets, was sent: ns since the epoch. */
  readonly startNs: bigint;
  /** Sequence number of the first packet that has one. */
  readonly firstSequence: bigint | null;
  readonly packets: readonly SentPacket[];
  readonly acks: readonly SentAck[];
}

export interface SentAck extends Content {
  /** Number in the capture. */
  readonly frame: number;
  readonly ms: number;
  readonly fate: Fate;
}

export interface SentPacket extends SentAck, Outstanding {
  /** Sequence number less the transfer's first one. */
  readonly rel: bigint | null;
  /** The how-manyth time it is sent (same type and number), over all sockets of the sender; 1 if it has no number. */
  readonly transmission: number;
  /** The first time on this socket. */
  readonly isNew: boolean;
  /** When the packet of its type and number was last sent before, on any socket; null if it was not. */
  readonly previousMs: number | null;
  /** When the first acknowledgement that covers it was delivered, before or after; null if none was. */
  readonly acknowledgedMs: number | null;
  /** A retransmission of what the sender had known for `graceMs` to have been received. */
  readonly spurious: boolean;
  /** CRC-32 of the datagram's payload: two transmissions that differ in it differ. */
  readonly crc: number;
}

/** The sender's endpoint as the capture names it (`client to link`), and the UDP port of the receiver. */
export interface Ends {
  readonly sender: string;
  readonly receiverPort: number;
  /** Several senders at once, each with a socket of its own: what one has sent says nothing of another's packets. */
  readonly several?: boolean;
}

/** What was seen so far. Grows with the number of packets, not with their bytes. Make one with `transferRecorder()`. */
export interface TransferRecorder {
  readonly ends: Ends;
  readonly packets: Crossing[];
  readonly packetsDelivered: Crossing[];
  readonly acks: Crossing[];
  readonly acksDelivered: Crossing[];
}

export function transferRecorder(ends: Ends): TransferRecorder {
  return { ends, packets: [], packetsDelivered: [], acks: [], acksDelivered: [] };
}

/** Takes in the next datagram of the capture; those of others are passed over. */
export function recordDatagram(recorder: TransferRecorder, datagram: Datagram): void {
  const { sender, receiverPort } = recorder.ends;
  const [from, to] = datagram.interfaceName.split(' to ');
  const isSent = to === 'link';
  if (!isSent && from !== 'link') return;
  const toReceiver = isSent ? from === sender : to !== sender;
  if ((toReceiver ? datagram.destinationPort : datagram.sourcePort) !== receiverPort) return;
  const [sent, delivered] = toReceiver
    ? [recorder.packets, recorder.packetsDelivered]
    : [recorder.acks, recorder.acksDelivered];
  (isSent ? sent : delivered).push(crossing(datagram, isSent ? 'sent' : 'delivered', toReceiver));
}

/** The transfers so far, one for each socket of the sender, in order of their first packets. */
export function transfersOf(recorder: TransferRecorder): Transfer[] {
  const packets = recorder.packets.toSorted(byTime);
  const acks = recorder.acks.toSorted(byTime);
  const startNs = packets[0]?.ns ?? 0n;
  const packetFates = match(packets, recorder.packetsDelivered.toSorted(byTime));
  const ackFates = match(acks, recorder.acksDelivered.toSorted(byTime));
  const sentAcks = Map.groupBy(
    acks.map((one, i) => ({ socket: one.socket, ack: shown(one, ackFates[i]!, startNs) })),
    ({ socket }) => socket,
  );
  const sockets = Map.groupBy(
    numbered(
      packets.map((one, i) => ({ ...shown(one, packetFates[i]!, startNs), crc: one.crc, socket: one.socket })),
      recorder.ends.several ?? false,
    ),
    ({ socket }) => socket,
  );
  return [...sockets].map(([socket, sent]) =>
    transfer(socket, startNs, sent, sentAcks.get(socket)?.map(({ ack }) => ack) ?? []),
  );
}

export function readTransfers(datagrams: Iterable<Datagram>, ends: Ends): Transfer[] {
  const recorder = transferRecorder(ends);
  for (const datagram of datagrams) recordDatagram(recorder, datagram);
  return transfersOf(recorder);
}

interface OfSocket {
  readonly socket: string;
}

type Transmission = Pick<SentPacket, 'transmission' | 'isNew' | 'previousMs'>;
type Numbered = SentAck & OfSocket & Transmission & Pick<SentPacket, 'crc'>;

function transfer(socket: string, startNs: bigint, sent: readonly Numbered[], acks: readonly SentAck[]): Transfer {
  const seen = seenAcks(acks);
  const isPacket = ({ type }: Content) => type === 'start' || type === 'data' || type === 'end';
  const outstanding = outstandingAfterEach(
    sent.map((one) => ({
      ms: one.ms,
      seq: isPacket(one) && one.checksumRight ? one.seq : null,
      isStart: one.type === 'start',
    })),
    seen,
  );
  const firstSequence = sent.find(isPacket)?.seq ?? null;
  const packets = sent.map(({ socket: _, ...one }, i): SentPacket => {
    const { seq, ms, transmission } = one;
    const acknowledgedMs = isPacket(one) && seq !== null ? (firstCovering(seen, seq)?.ms ?? null) : null;
    return {
      ...one,
      ...outstanding[i]!,
      rel: seq === null || firstSequence === null ? null : seq - firstSequence,
      acknowledgedMs,
      spurious: transmission > 1 && acknowledgedMs !== null && acknowledgedMs <= ms - graceMs,
    };
  });
  return { socket, startNs, firstSequence, packets, acks };
}

/** Counts the transmissions of each packet: over all sockets, unless `apart`. */
function numbered<T extends SentAck & OfSocket>(packets: readonly T[], apart: boolean): (T & Transmission)[] {
  const times = new Map<string, { count: number; lastMs: number; sockets: Set<string> }>();
  return packets.map((one) => {
    if (one.seq === null) return { ...one, transmission: 1, isNew: true, previousMs: null };
    const key = `${apart ? one.socket : ''} ${one.type} ${one.seq}`;
    const before = times.get(key);
    const isNew = !before?.sockets.has(one.socket);
    const sockets = (before?.sockets ?? new Set<string>()).add(one.socket);
    const transmission = (before?.count ?? 0) + 1;
    times.set(key, { count: transmission, lastMs: one.ms, sockets });
    return { ...one, transmission, isNew, previousMs: before?.lastMs ?? null };
  });
}

function shown(one: Crossing, arrivals: readonly Arrival[], startNs: bigint): SentAck {
  const { frame, type, seq, held, bytes, dataBytes, checksumRight, unparsable, comment } = one;
  const deliveries = arrivals.map(({ copy, corrupted }) => ({
    frame: copy.frame,
    ms: sinceMs(copy.ns, startNs),
    corrupted,
    unseen: copy.unseen,
    ...(corrupted && copy.type === type && copy.seq !== null && copy.seq !== seq ? { wrongSeq: copy.seq } : {}),
    note: copy.comment,
  }));
  const lost = deliveries.length > 0 ? null : (reasonOfLoss(comment) ?? 'never delivered');
  const content = { type, seq, held, bytes, dataBytes, checksumRight, unparsable };
  return { frame, ms: sinceMs(one.ns, startNs), ...content, fate: { deliveries, lost, comment } };
}

function sinceMs(ns: bigint, startNs: bigint): number {
  return Number(ns - startNs) / 1e6;
}

function byTime(a: Crossing, b: Crossing): number {
  return a.ns < b.ns ? -1 : a.ns > b.ns ? 1 : a.frame - b.frame;
}
