import { type Checksum, decodePacket } from './frame.ts';
import { type Ipv4Packet, readIpv4 } from './ipv4.ts';
import { type CapturedPacket, pcapngReader, readBlocks } from './pcapng.ts';
import { addFragment, giveUp, type Reassembled, type Reassembly, reassembly } from './reassembly.ts';

/** A UDP datagram as it crossed one interface of a capture, put together where IPv4 had fragmented it. */
export interface Datagram {
  /** Number of the (first) packet in the capture, from 1, as Wireshark counts. */
  readonly frame: number;
  readonly interfaceName: string;
  /** Nanoseconds since the epoch, of the first and of the last fragment. */
  readonly timeNs: bigint;
  readonly lastNs: bigint;
  /** Dotted decimal. */
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly destinationPort: number;
  /** Shorter than `length` where the capture cut it or fragments are missing; of use until the next datagram is read. */
  readonly payload: Uint8Array;
  /** Bytes of payload by the UDP header. */
  readonly length: number;
  readonly checksum: Checksum;
  /** Packets that it took: 1 where it was not fragmented. */
  readonly fragments: number;
  /** What the link remarked, of all fragments, each remark once. */
  readonly comments: readonly string[];
}

interface Seen {
  readonly frame: number;
  readonly packet: Pick<CapturedPacket, 'interfaceName' | 'timeNs' | 'comments'>;
}

/** What must be remembered between two packets. Make one with `datagramReader()`. */
export interface DatagramReader {
  frames: number;
  readonly fragments: Reassembly<Seen>;
}

const linkTypeEthernet = 1;
const udp = 17;

export function datagramReader(): DatagramReader {
  return { frames: 0, fragments: reassembly() };
}

/**
 * The datagrams that are complete with this packet, the next of a capture; every packet must be handed in, for they are
 * counted. Never throws: what is no UDP over IPv4 in an Ethernet frame gives nothing.
 */
export function readDatagrams(reader: DatagramReader, packet: CapturedPacket): Datagram[] {
  const { interfaceName, timeNs, comments } = packet;
  const seen = { frame: ++reader.frames, packet: { interfaceName, timeNs, comments } };
  if (packet.linkType !== linkTypeEthernet) return [];
  const ip = readIpv4(packet.data);
  if (typeof ip === 'string' || ip.protocol !== udp) return [];
  if (ip.fragmentOffset === 0 && !ip.moreFragments) return datagram(ip, [seen]);
  const key = `${interfaceName} ${ip.source} ${ip.destination} ${ip.identification}`;
  return addFragment(reader.fragments, key, ip, seen).flatMap(reassembled);
}

/** At the end of a capture: the datagrams of which fragments never came, as far as they did. */
export function unfinishedDatagrams(reader: DatagramReader): Datagram[] {
  return giveUp(reader.fragments).flatMap(reassembled);
}

/** All datagrams of packets at hand, in order of the capture (which is not that of time across its interfaces). */
export function* datagrams(packets: Iterable<CapturedPacket>): Generator<Datagram, void> {
  const reader = datagramReader();
  for (const packet of packets) yield* readDatagrams(reader, packet);
  yield* unfinishedDatagrams(reader);
}

/**
 * The same of a capture in pieces, such as a file's read stream: no more than a piece is held in memory.
 * @throws MalformedCapture
 */
export async function* streamedDatagrams(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Datagram, void> {
  const blocks = pcapngReader();
  const reader = datagramReader();
  let rest: Uint8Array = new Uint8Array(0);
  for await (const piece of pieces) {
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    const { packets, used } = readBlocks(blocks, bytes);
    for (const packet of packets) yield* readDatagrams(reader, packet);
    rest = bytes.subarray(used);
  }
  yield* unfinishedDatagrams(reader);
}

function reassembled({ packet, marks }: Reassembled<Seen>): Datagram[] {
  return packet.fragmentOffset === 0 ? datagram(packet, marks) : [];
}

function datagram(packet: Ipv4Packet, marks: readonly Seen[]): Datagram[] {
  const read = decodePacket(packet);
  if (read.kind !== 'udp') return [];
  const { source, sourcePort, destination, destinationPort, payload, payloadLength: length, checksum } = read;
  const [{ frame, packet: first }] = marks as readonly [Seen, ...Seen[]];
  return [
    {
      ...{ frame, interfaceName: first.interfaceName },
      ...{ timeNs: first.timeNs, lastNs: marks.at(-1)!.packet.timeNs },
      ...{ source, sourcePort, destination, destinationPort, payload, length, checksum, fragments: marks.length },
      comments: [...new Set(marks.flatMap((mark) => mark.packet.comments))],
    },
  ];
}
