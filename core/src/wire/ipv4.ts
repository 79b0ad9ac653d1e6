export interface Ipv4Packet {
  readonly source: string;
  readonly destination: string;
  /** Source and destination as on the wire, 8 bytes. */
  readonly addresses: Uint8Array;
  readonly protocol: number;
  readonly identification: number;
  /** Bytes; 0 for a first or only fragment. */
  readonly fragmentOffset: number;
  readonly moreFragments: boolean;
  /** What was captured of the payload, without Ethernet's padding. */
  readonly payload: Uint8Array;
  /** Length of the payload on the wire, by the header's total length. */
  readonly payloadLength: number;
}

const etherTypeIpv4 = 0x0800;
const vlanTags = [0x8100, 0x88a8];

/** The IPv4 packet (RFC 791) in an Ethernet II frame with at most two VLAN tags, or the reason why there is none. */
export function readIpv4(frame: Uint8Array): Ipv4Packet | string {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  let at = 12;
  for (let tags = 0; tags < 2 && at + 2 <= frame.length && vlanTags.includes(view.getUint16(at)); tags++) at += 4;
  if (at + 2 > frame.length) return 'Ethernet header cut short';
  const etherType = view.getUint16(at);
  if (etherType !== etherTypeIpv4) return `EtherType 0x${etherType.toString(16).padStart(4, '0')}`;

  const ip = at + 2;
  if (ip + 20 > frame.length) return 'IPv4 header cut short';
  const version = frame[ip]! >> 4;
  if (version !== 4) return `IP version ${version} in an IPv4 frame`;
  const headerLength = (frame[ip]! & 0x0f) * 4;
  const totalLength = view.getUint16(ip + 2);
  if (headerLength < 20 || totalLength < headerLength) return 'IPv4 lengths out of range';
  if (ip + headerLength > frame.length) return 'IPv4 options cut short';
  const fragment = view.getUint16(ip + 6);
  return {
    source: dotted(frame, ip + 12),
    destination: dotted(frame, ip + 16),
    addresses: frame.subarray(ip + 12, ip + 20),
    protocol: frame[ip + 9]!,
    identification: view.getUint16(ip + 4),
    fragmentOffset: (fragment & 0x1fff) * 8,
    moreFragments: (fragment & 0x2000) !== 0,
    payload: frame.subarray(ip + headerLength, ip + totalLength),
    payloadLength: totalLength - headerLength,
  };
}

function dotted(bytes: Uint8Array, at: number): string {
  return `${bytes[at]}.${bytes[at + 1]}.${bytes[at + 2]}.${bytes[at + 3]}`;
}
