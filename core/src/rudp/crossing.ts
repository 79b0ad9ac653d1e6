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
  /** What the CRC can have been before the link changed a byte; null where it does not say which. */
  readonly crcBefore: ReadonlySet<number> | null;
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
    crcBefore: changed === null || changed >= payload.length ? null : crcsBefore(payload, changed),
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

/** The CRCs of the payload with each other value in that place: with them the original is found without its bytes. */
function crcsBefore(payload: Uint8Array, place: number): ReadonlySet<number> {
  const before = Uint8Array.from(payload);
  const after = payload[place]!;
  const crcs = new Set<number>();
  for (let value = 0; value < 256; value++) {
    if (value === after) continue;
    before[place] = value;
    crcs.add(crc32(before));
  }
  return crcs;
}
