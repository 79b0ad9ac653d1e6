import { onesComplementSum, pseudoHeaderSum } from './checksum.ts';
import { type Ipv4Packet, readIpv4 } from './ipv4.ts';

export type Frame = TcpSegment | UdpDatagram | LaterFragment | OtherFrame;

/**
 * `none`: UDP without a checksum. `unknown`: the packet is not whole (cut by the capture, or a fragment).
 * `wrong` is also what a sender's unfinished checksum looks like when it was captured before checksum offload.
 */
export type Checksum = 'valid' | 'wrong' | 'none' | 'unknown';

interface Addressed {
  /** Dotted decimal. */
  readonly source: string;
  readonly destination: string;
  /** IPv4 identification: the same in all fragments of a packet. */
  readonly identification: number;
  /** A view of the frame; may be shorter than `payloadLength` where the capture or fragmentation cut it. */
  readonly payload: Uint8Array;
}

interface Ported extends Addressed {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly checksum: Checksum;
  /** The first fragment of several. */
  readonly fragmented: boolean;
}

export interface TcpSegment extends Ported {
  readonly kind: 'tcp';
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly flags: TcpFlags;
  readonly window: number;
  /** Bytes of data that this IP packet carried on the wire. */
  readonly payloadLength: number;
}

export interface TcpFlags {
  readonly fin: boolean;
  readonly syn: boolean;
  readonly rst: boolean;
  readonly psh: boolean;
  readonly ack: boolean;
}

export interface UdpDatagram extends Ported {
  readonly kind: 'udp';
  /** Bytes of data in the whole datagram, further fragments included. */
  readonly payloadLength: number;
}

/** A fragment that is not the first: it has no ports. */
export interface LaterFragment extends Addressed {
  readonly kind: 'fragment';
  readonly protocol: number;
  /** Bytes from the start of the IP payload. */
  readonly offset: number;
  readonly last: boolean;
  readonly payloadLength: number;
}

export interface OtherFrame {
  readonly kind: 'other';
  readonly reason: string;
}

const tcp = 6;
const udp = 17;

/** Decodes an Ethernet II frame that carries TCP or UDP over IPv4. Never throws; what it cannot read is `other`. */
export function decodeFrame(bytes: Uint8Array): Frame {
  const packet = readIpv4(bytes);
  return typeof packet === 'string' ? { kind: 'other', reason: packet } : decodePacket(packet);
}

/** The same for an IPv4 packet, be it one that was put together from fragments. */
export function decodePacket(packet: Ipv4Packet): Frame {
  if (packet.fragmentOffset > 0) return laterFragment(packet);
  if (packet.protocol === tcp) return tcpSegment(packet);
  if (packet.protocol === udp) return udpDatagram(packet);
  return { kind: 'other', reason: `IP protocol ${packet.protocol}` };
}

function laterFragment(packet: Ipv4Packet): LaterFragment {
  const { source, destination, identification, protocol, payload, payloadLength } = packet;
  const place = { offset: packet.fragmentOffset, last: !packet.moreFragments };
  return { kind: 'fragment', source, destination, identification, protocol, ...place, payload, payloadLength };
}

function tcpSegment(packet: Ipv4Packet): Frame {
  const { payload: bytes, payloadLength: length } = packet;
  if (bytes.length < 20) return { kind: 'other', reason: 'TCP header cut short' };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = (bytes[12]! >> 4) * 4;
  if (headerLength < 20 || headerLength > length) return { kind: 'other', reason: 'TCP header length out of range' };
  const bits = bytes[13]!;
  return {
    kind: 'tcp',
    ...ends(packet, view),
    sequence: view.getUint32(4),
    acknowledgement: view.getUint32(8),
    flags: { fin: !!(bits & 1), syn: !!(bits & 2), rst: !!(bits & 4), psh: !!(bits & 8), ack: !!(bits & 16) },
    window: view.getUint16(14),
    checksum: checksumOf(packet, length),
    payload: bytes.subarray(headerLength),
    payloadLength: length - headerLength,
  };
}

function udpDatagram(packet: Ipv4Packet): Frame {
  const { payload: bytes } = packet;
  if (bytes.length < 8) return { kind: 'other', reason: 'UDP header cut short' };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint16(4);
  if (length < 8 || (length > packet.payloadLength && !packet.moreFragments)) {
    return { kind: 'other', reason: 'UDP length out of range' };
  }
  return {
    kind: 'udp',
    ...ends(packet, view),
    checksum: view.getUint16(6) === 0 ? 'none' : checksumOf(packet, length),
    payload: bytes.subarray(8, length),
    payloadLength: length - 8,
  };
}

function ends(packet: Ipv4Packet, view: DataView) {
  const { source, destination, identification, moreFragments } = packet;
  const ports = { sourcePort: view.getUint16(0), destinationPort: view.getUint16(2) };
  return { source, destination, identification, ...ports, fragmented: moreFragments };
}

/** `length`: of the TCP segment or UDP datagram, header included. */
function checksumOf(packet: Ipv4Packet, length: number): Checksum {
  if (packet.moreFragments || packet.payload.length < length) return 'unknown';
  const start = pseudoHeaderSum(packet.addresses, packet.protocol, length);
  return onesComplementSum(packet.payload.subarray(0, length), start) === 0xffff ? 'valid' : 'wrong';
}
