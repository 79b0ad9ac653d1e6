import { crc32 } from 'node:zlib';
import type { Datagram } from '../wire/datagrams.ts';
import { corruptedByte } from './fate.ts';
import { decodeMessage } from './message.ts';

/** What is kept of a datagram that crossed an interface of the link: facts about its payload, not the payload. */
export interface Crossing extends Content {
  readonly frame: number;
  readonly ns: bigint;
  /** `address:port` of the sender, whichever way this datagram goes. */
  readonly socket: string;
  readonly comment: string;
  /** The UDP checksum is wrong: no program will see it. */
  readonly unseen: boolean;
  /** CRC-32 of the payload. */
  readonly crc: number;
  /** What each bit of the byte that the link changed does to the CRC; null where it does not say which byte. */
  readonly crcOfBits: readonly number[] | null;
}

export interface Content {
  /** `none`: it is no message of the protocol, see `unparsable`. */
  readonly type: 'start' | 'data' | 'end' | 'ack' | 'sack' | 'none';
  readonly seq: bigint | null;
  /** Of a sack; else empty. */
  readonly held: readonly bigint[];
  /** Bytes of payload of the datagram. */
  readonly bytes: number;
  /** Bytes of data in the message; null where it has none to have. */
  readonly dataBytes: number | null;
  /** Null: it has no checksum, or was not captured whole. */
  readonly checksumRight: boolean | null;
  /** Why it is none; null if it is a message. */
  readonly unparsable: string | null;
}

export function crossing(datagram: Datagram, way: 'sent' | 'delivered', toReceiver: boolean): Crossing {
  const { frame, payload, checksum, comments } = datagram;
  const comment = comments.join(', ');
  const changed = way === 'delivered' ? corruptedByte(comment) : null;
  const [address, port] = toReceiver
    ? [datagram.source, datagram.sourcePort]
    : [datagram.destination, datagram.destinationPort];
  return {
    frame,
    // A datagram in fragments is there when its last one is.
    ns: way === 'sent' ? datagram.timeNs : datagram.lastNs,
    socket: `${address}:${port}`,
    comment,
    unseen: checksum === 'wrong',
    crc: crc32(payload),
    crcOfBits: changed === null || changed >= payload.length ? null : crcOfBits(payload, changed),
    ...content(datagram),
  };
}

function content({ payload, length }: Datagram): Content {
  const nothing = { seq: null, held: [], bytes: length, dataBytes: null };
  if (payload.length < length) {
    return { type: 'none', ...nothing, checksumRight: null, unparsable: 'it was not captured whole' };
  }
  const message = decodeMessage(payload);
  const { type, checksumRight } = message;
  if (type === 'none') return { type, ...nothing, checksumRight, unparsable: message.reason };
  const { seq } = message;
  const held = type === 'sack' ? message.held : [];
  const dataBytes = 'dataEnd' in message ? message.dataEnd - message.dataStart : null;
  return { type, seq, held, bytes: length, dataBytes, checksumRight, unparsable: null };
}

/**
 * What the CRC was before the link changed a byte, for each value that the byte can have had. A CRC is linear: changing
 * several bits changes it by the exclusive or of what each bit does. So the original is found without its bytes.
 */
export function crcsBefore({ crc, crcOfBits: bits }: Pick<Crossing, 'crc' | 'crcOfBits'>): number[] {
  if (bits === null) return [];
  const crcs = [crc];
  for (const bit of bits) crcs.push(...crcs.map((one) => (one ^ bit) >>> 0));
  return crcs.slice(1);
}

function crcOfBits(payload: Uint8Array, place: number): number[] {
  const other = Uint8Array.from(payload);
  const crc = crc32(payload);
  return Array.from({ length: 8 }, (_, bit) => {
    other[place] = payload[place]! ^ (1 << bit);
    return (crc32(other) ^ crc) >>> 0;
  });
}
