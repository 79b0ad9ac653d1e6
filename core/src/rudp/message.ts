import { crc32 } from 'node:zlib';
import { readSequenceNumber } from './sequence-number.ts';

/** Bytes: 1500 less the headers of IPv4 and UDP. */
export const mostMessageBytes = 1472;

export type Message = Packet | Ack | Sack;

interface Sealed {
  /** As it stands in the message: compared as text, so that a leading zero or a sign makes it wrong. */
  readonly checksum: string;
  readonly checksumRight: boolean;
}

/** What a sender sends. The data are the bytes from `dataStart` up to, not including, `dataEnd` of the datagram. */
export interface Packet extends Sealed {
  readonly type: 'start' | 'data' | 'end';
  readonly seq: bigint;
  readonly dataStart: number;
  readonly dataEnd: number;
}

/** `seq`: the lowest number that the receiver has not got. */
export interface Ack extends Sealed {
  readonly type: 'ack';
  readonly seq: bigint;
}

export interface Sack extends Sealed {
  readonly type: 'sack';
  /** The cumulative acknowledgement, like an ack's. */
  readonly seq: bigint;
  /** The numbers that the receiver holds beyond it. */
  readonly held: readonly bigint[];
}

export interface NoMessage {
  readonly type: 'none';
  readonly reason: string;
  /** Null: there is no `|`, so no checksum. */
  readonly checksumRight: boolean | null;
}

const bar = 0x7c;

/**
 * Reads a datagram's payload: type|seq|data|checksum. The first two `|` end type and number, the last one starts the
 * checksum; it may be the second, and then there is no data. Never throws. A message with a wrong checksum is still
 * taken apart, since a diagram can then say which one it was.
 */
export function decodeMessage(payload: Uint8Array): Message | NoMessage {
  const last = payload.lastIndexOf(bar);
  if (last === -1) return { type: 'none', reason: 'there is no | in it', checksumRight: null };
  const checksum = text(payload, last + 1, payload.length);
  const sealed = { checksum, checksumRight: checksum === checksumOf(payload.subarray(0, last + 1)) };
  const none = (reason: string): NoMessage => ({ type: 'none', reason, checksumRight: sealed.checksumRight });

  const first = payload.indexOf(bar);
  if (first === last) return none('there is only one | in it');
  const second = payload.indexOf(bar, first + 1);
  const type = text(payload, 0, first);
  const field = text(payload, first + 1, second);
  if (type === 'start' || type === 'data' || type === 'end') {
    const seq = readSequenceNumber(field);
    if (seq === null) return none('its sequence number is no integer');
    return { type, seq, dataStart: second === last ? last : second + 1, dataEnd: last, ...sealed };
  }
  if (type !== 'ack' && type !== 'sack') return none('its type is none of start, data, end, ack and sack');
  if (second !== last) return none(`there is more in it than in any ${type}`);
  if (type === 'ack') {
    const seq = readSequenceNumber(field);
    return seq === null ? none('its sequence number is no integer') : { type, seq, ...sealed };
  }
  const semicolon = field.indexOf(';');
  if (semicolon === -1) return none('there is no ; in the sack');
  const seq = readSequenceNumber(field.slice(0, semicolon));
  const list = field.slice(semicolon + 1);
  const held = list === '' ? [] : list.split(',').map(readSequenceNumber);
  if (seq === null || held.includes(null)) return none('a number in the sack is no integer');
  return { type, seq, held: held as bigint[], ...sealed };
}

/** The datagram for a packet or acknowledgement, with its checksum. It may exceed `mostMessageBytes`. */
export function encodeMessage(
  message:
    | { readonly type: Packet['type']; readonly seq: bigint; readonly data?: Uint8Array }
    | { readonly type: 'ack'; readonly seq: bigint }
    | { readonly type: 'sack'; readonly seq: bigint; readonly held: readonly bigint[] },
): Uint8Array {
  const { type, seq } = message;
  if (type === 'ack') return seal(Buffer.from(`ack|${seq}|`));
  if (type === 'sack') return seal(Buffer.from(`sack|${seq};${message.held.join(',')}|`));
  return seal(Buffer.concat([Buffer.from(`${type}|${seq}|`), message.data ?? new Uint8Array(0), Uint8Array.of(bar)]));
}

/** CRC-32 (IEEE 802.3, as in zlib) in unsigned decimal, of a message up to and including its last `|`. */
export function checksumOf(bytes: Uint8Array): string {
  return crc32(bytes).toString();
}

function seal(body: Uint8Array): Uint8Array {
  return Buffer.concat([body, Buffer.from(checksumOf(body))]);
}

/** Byte for byte (ISO 8859-1), so that nothing that is not ASCII can look like it. */
function text(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
}
