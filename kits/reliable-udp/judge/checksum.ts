import { crc32 } from 'node:zlib';
import { type FileSpec, generateFile, type rudp } from '@gradewire/core';
import type { Seen } from './seen.ts';

type Guess = (body: Buffer, data: Buffer) => string;

/** Checksums as they are got wrong, in words that complete "it looks like …". */
const guesses: Readonly<Record<string, Guess>> = {
  'the CRC-32 as a signed number': (body) => `${crc32(body) | 0}`,
  'the CRC-32 in hexadecimal': (body) => crc32(body).toString(16),
  'the CRC-32 in hexadecimal, upper case': (body) => crc32(body).toString(16).toUpperCase(),
  'the CRC-32 in hexadecimal with eight digits': (body) => crc32(body).toString(16).padStart(8, '0'),
  'the CRC-32 in hexadecimal after 0x': (body) => `0x${crc32(body).toString(16)}`,
  'the CRC-32 filled up with zeros': (body) => `${crc32(body)}`.padStart(10, '0'),
  'the CRC-32 with a line break behind it': (body) => `${crc32(body)}\n`,
  'the CRC-32 with a NUL behind it': (body) => `${crc32(body)}\0`,
  'the CRC-32 with a "|" behind it': (body) => `${crc32(body)}|`,
  'the CRC-32 without the last "|"': (body) => `${crc32(body.subarray(0, -1))}`,
  'the CRC-32 without the last "|" as a signed number': (body) => `${crc32(body.subarray(0, -1)) | 0}`,
  'the CRC-32 of the data alone': (_, data) => `${crc32(data)}`,
  'the CRC-32 without its final inversion': (body) => `${~crc32(body) >>> 0}`,
  'the CRC-32 with its bytes in the other order': (body) => `${swapped(crc32(body))}`,
  'Adler-32': (body) => `${adler32(body)}`,
  'no checksum at all': () => '',
};

function swapped(value: number): number {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes.readUInt32LE();
}

/** RFC 1950, section 9. */
function adler32(bytes: Uint8Array): number {
  let [a, b] = [1, 0];
  for (const byte of bytes) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  return b * 65_536 + a;
}

/**
 * What a wrong checksum is, in words; undefined if it is none of the usual mistakes. The packet's bytes are not kept, but
 * its CRC is: with the file's own bytes in their place, the right guess gives the same.
 */
export function mistakenChecksum(seen: Seen, packet: rudp.SentPacket): string | undefined {
  const file = seen.expected[0];
  if (packet.seq === null || packet.dataBytes === null || file === undefined) return undefined;
  const data = dataOf(seen, packet, file);
  const body = Buffer.concat([Buffer.from(`${packet.type}|${packet.seq}|`), data, Buffer.from('|')]);
  const short = Buffer.from(`${packet.type}|${packet.seq}|`);
  // With nothing between them, a message without data may have one "|" less.
  const bodies = data.length === 0 ? [body, short] : [body];
  for (const [words, guess] of Object.entries(guesses)) {
    for (const one of bodies) {
      if (crc32(Buffer.concat([one, Buffer.from(guess(one, data))])) === packet.crc) return words;
    }
  }
  return undefined;
}

/** The piece of the file that the packet should hold: what lower numbers hold comes before it. */
function dataOf(seen: Seen, packet: rudp.SentPacket, file: FileSpec): Buffer {
  const lower = new Map<bigint, number>();
  for (const { seq, dataBytes } of seen.packets) {
    if (seq !== null && seq < packet.seq!) lower.set(seq, dataBytes ?? 0);
  }
  const at = [...lower.values()].reduce((sum, size) => sum + size, 0);
  return generateFile(file).subarray(at, at + packet.dataBytes!);
}
