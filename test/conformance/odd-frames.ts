import { clientToServer, ipFrame, udpFrame, utf8 } from '../../core/src/wire/capture-builder.ts';

/** A frame that no assignment has a use for, and who does without the link's models: in keyed modes, and in stream mode. */
export interface OddFrame {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly sparedKeyed: boolean;
  readonly sparedInStream: boolean;
}

const payload = utf8('a payload of some length');
const options = Uint8Array.from([1, 1, 1, 1, 1, 1, 1, 0]);
const ethernet = (type: number, content: Uint8Array | readonly number[]) =>
  Uint8Array.from([...new Uint8Array(12).fill(2), type >> 8, type & 255, ...content]);
const zeroes = (length: number) => new Uint8Array(length);

function changed(frame: Uint8Array, change: (bytes: Uint8Array) => void): Uint8Array {
  const copy = Uint8Array.from(frame);
  change(copy);
  return copy;
}

/** An IPv6 packet (RFC 8200) from ::1 to ::2. */
function ipv6(nextHeader: number, content: Uint8Array): Uint8Array {
  const header = [0x60, 0, 0, 0, content.length >> 8, content.length & 255, nextHeader, 64];
  return ethernet(0x86dd, [...header, ...zeroes(15), 1, ...zeroes(15), 2, ...content]);
}

/** RFC 4861, section 4.3: type 135 behind the header. */
const neighbourSolicitation = Uint8Array.from([135, 0, 0, 0, ...zeroes(20)]);
const udpInIpv6 = Uint8Array.from([0x9c, 0x40, 0x13, 0x88, 0, 8 + payload.length, 0x12, 0x34, ...payload]);
const icmpEcho = Uint8Array.from([8, 0, 0xf7, 0xff, 0, 0, 0, 0]);

const impaired = { sparedKeyed: false, sparedInStream: false };
const spared = { sparedKeyed: true, sparedInStream: true };
const sparedKeyed = { sparedKeyed: true, sparedInStream: false };

export const udpWithOptions = udpFrame(clientToServer, payload, { options });
export const udpWithTag = udpFrame(clientToServer, payload, { vlans: 1 });
export const udpWithoutChecksum = changed(udpFrame(clientToServer, payload), (bytes) => bytes.fill(0, 40, 42));

export const oddFrames: readonly OddFrame[] = [
  { name: 'ARP', bytes: ethernet(0x0806, [0, 1, 8, 0, 6, 4, 0, 1, ...zeroes(20)]), ...spared },
  { name: 'a protocol that nobody knows', bytes: ethernet(0x88b5, zeroes(46)), ...spared },
  { name: 'a length where the type belongs (IEEE 802.3)', bytes: ethernet(46, zeroes(46)), ...spared },
  { name: 'no more than an Ethernet header', bytes: ethernet(0x88b5, []), ...spared },
  { name: 'ICMP', bytes: ipFrame(clientToServer, 1, icmpEcho), ...sparedKeyed },
  { name: "IPv6's neighbour solicitation", bytes: ipv6(58, neighbourSolicitation), ...sparedKeyed },
  { name: 'UDP in IPv6', bytes: ipv6(17, udpInIpv6), ...impaired },
  { name: 'IP options', bytes: udpWithOptions, ...impaired },
  { name: 'a VLAN tag', bytes: udpWithTag, ...impaired },
  { name: 'two VLAN tags', bytes: udpFrame(clientToServer, payload, { vlans: 2 }), ...spared },
  { name: 'a VLAN tag before ARP', bytes: ethernet(0x8100, [0, 7, 8, 6, ...zeroes(28)]), ...spared },
  { name: 'UDP without a checksum', bytes: udpWithoutChecksum, ...impaired },
  { name: 'no IP header', bytes: ethernet(0x0800, []), ...impaired },
  { name: 'half an IP header', bytes: udpFrame(clientToServer, payload).subarray(0, 24), ...impaired },
  { name: 'half a UDP header', bytes: udpFrame(clientToServer, payload).subarray(0, 38), ...impaired },
  {
    name: 'more announced than there is',
    bytes: changed(udpFrame(clientToServer, payload), (bytes) => bytes.fill(0xff, 16, 18)),
    ...impaired,
  },
  {
    name: 'an IP header shorter than any',
    bytes: changed(udpFrame(clientToServer, payload), (bytes) => bytes.fill(0x41, 14, 15)),
    ...impaired,
  },
  { name: 'padding behind the packet', bytes: udpFrame(clientToServer, payload, { padding: 9 }), ...impaired },
  { name: 'a later fragment alone', bytes: udpFrame(clientToServer, payload, { fragment: 0x2010 }), ...impaired },
  { name: 'a protocol without ports', bytes: ipFrame(clientToServer, 132, payload), ...impaired },
  { name: 'as long as the MTU allows', bytes: udpFrame(clientToServer, zeroes(1472)), ...impaired },
];
/** Frames of every length, of all values. Half of them claim to be IP. */
export function noise(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, i) => {
    const length = 14 + ((i * 37) % 1500);
    const bytes = Uint8Array.from({ length }, (_, place) => (place * (i + 3) * 2654435761) >>> 24);
    if (i % 2) bytes.set([8, 0, 0x45 + (i % 11)], 12);
    return bytes.subarray(0, length);
  });
}

export const tooLong = udpFrame(clientToServer, zeroes(1473));
