import type { Conversation } from '../observation.ts';
import { decodeFrame, type TcpSegment } from './frame.ts';
import type { CapturedPacket } from './pcapng.ts';
import { addData, finishedStream, positionOf, type StreamAssembly, streamAssembly } from './stream.ts';

interface Opened {
  /** `address:port` of who sent the SYN. */
  readonly client: string;
  readonly clientPort: number;
  readonly serverPort: number;
  readonly openedMs: number;
  established: boolean;
  refused: boolean;
  readonly fromClient: StreamAssembly;
  readonly fromServer: StreamAssembly;
}

const linkTypeEthernet = 1;

/** The link captures a frame as it was sent on an interface of this name, and again as delivered on another. */
export function isSentCopy(interfaceName: string): boolean {
  return interfaceName.endsWith(' to link');
}

/**
 * The TCP conversations of a capture, in order of their first packet; times are ms since `startNs`.
 * Only packets of interfaces that `isSent` names are read, so that none is counted twice. Segments whose connection's
 * SYN was not captured are left out, and checksums are not asked for: a sender may leave them to its network card.
 */
export function conversations(
  packets: readonly CapturedPacket[],
  startNs: bigint,
  isSent: (interfaceName: string) => boolean = isSentCopy,
): Conversation[] {
  const opened: Opened[] = [];
  const byEnds = new Map<string, Opened[]>();
  const sent = packets.filter((packet) => packet.linkType === linkTypeEthernet && isSent(packet.interfaceName));
  for (const packet of sent.sort(byTime)) {
    const segment = decodeFrame(packet.data);
    if (segment.kind !== 'tcp') continue;
    const ms = Number(packet.timeNs - startNs) / 1e6;
    const source = `${segment.source}:${segment.sourcePort}`;
    const destination = `${segment.destination}:${segment.destinationPort}`;
    const ends = source < destination ? `${source} ${destination}` : `${destination} ${source}`;
    // Newest first; only the newest two of a pair of ports can still be sending.
    const candidates = byEnds.get(ends) ?? [];
    const { syn, ack } = segment.flags;
    let conversation = candidates.find((one) => belongs(one, source, segment));
    if (conversation === undefined && syn && !ack) {
      conversation = open(source, segment, ms);
      opened.push(conversation);
      byEnds.set(ends, [conversation, ...candidates.slice(0, 1)]);
    }
    if (conversation !== undefined) add(conversation, source, segment, ms);
  }
  return opened.map(({ client: _, fromClient, fromServer, ...facts }) => ({
    ...facts,
    fromClient: finishedStream(fromClient),
    fromServer: finishedStream(fromServer),
  }));
}

function byTime(a: CapturedPacket, b: CapturedPacket): number {
  return a.timeNs < b.timeNs ? -1 : a.timeNs > b.timeNs ? 1 : 0;
}

function open(client: string, { sequence, sourcePort, destinationPort }: TcpSegment, openedMs: number): Opened {
  return {
    client,
    clientPort: sourcePort,
    serverPort: destinationPort,
    openedMs,
    established: false,
    refused: false,
    fromClient: streamAssembly((sequence + 1) >>> 0),
    fromServer: streamAssembly(null),
  };
}

/** Whether the segment is of this connection, not of an earlier or later one between the same two ports. */
function belongs(one: Opened, source: string, segment: TcpSegment): boolean {
  const { syn, ack, rst } = segment.flags;
  const isClient = source === one.client;
  const [own, other] = isClient ? [one.fromClient, one.fromServer] : [one.fromServer, one.fromClient];
  if (syn && !ack) return isClient && own.firstSequence === (segment.sequence + 1) >>> 0;
  if (syn && own.firstSequence === null) return acknowledges(segment, other);
  if (positionOf(own, segment.sequence) !== null) return true;
  // A reset that answers a SYN has sequence number 0 (RFC 9293 §3.10.7.1).
  return rst && ack && acknowledges(segment, other);
}

function acknowledges(segment: TcpSegment, stream: StreamAssembly): boolean {
  const position = positionOf(stream, segment.acknowledgement);
  // One further than the data: the FIN.
  return position !== null && position >= 0 && position <= stream.end + 1;
}

function add(one: Opened, source: string, segment: TcpSegment, ms: number): void {
  const isClient = source === one.client;
  const [own, other] = isClient ? [one.fromClient, one.fromServer] : [one.fromServer, one.fromClient];
  const { syn, ack, rst, fin } = segment.flags;
  if (syn) own.firstSequence ??= (segment.sequence + 1) >>> 0;
  if (rst) {
    one.refused ||= !isClient && own.firstSequence === null;
    own.resetMs ??= ms;
    return; // Data in a reset is a remark of the sender's, not part of the stream (RFC 9293 §3.5.3).
  }
  if (isClient && ack && !syn) one.established ||= (positionOf(other, segment.acknowledgement) ?? -1) >= 0;
  const position = positionOf(own, segment.sequence);
  // A SYN takes up one number before the data.
  if (position !== null) addData(own, position + (syn ? 1 : 0), segment.payload, segment.payloadLength, ms);
  if (fin) own.finMs ??= ms;
}
