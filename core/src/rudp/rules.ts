import { mostMessageBytes } from './message.ts';
import { showSequenceNumber } from './sequence-number.ts';
import type { SentPacket, Transfer } from './transfer.ts';

export const rules = [
  'window',
  'size',
  'checksum',
  'unparsable',
  'sequence',
  'changed',
  'data-after-end',
  'end-early',
  'spurious',
] as const;

export type Rule = (typeof rules)[number];

export interface Breach {
  readonly packet: SentPacket;
  /** One clause, in which the packet is named. */
  readonly text: string;
}

/** The most packets that may be outstanding, unless a case says otherwise. */
export const usualWindow = 5;

/** `data 7`; `packet` for what is no message. */
export function packetName({ type, seq }: Pick<SentPacket, 'type' | 'seq'>): string {
  return type === 'none' || seq === null ? 'packet' : `${type} ${showSequenceNumber(seq)}`;
}

/** Every breach of a rule, in order of time. What each rule says is told at its function. */
export function breaches(transfer: Transfer, rule: Rule, window = usualWindow): Breach[] {
  return checks[rule](transfer, window);
}

const checks: Readonly<Record<Rule, (transfer: Transfer, window: number) => Breach[]>> = {
  window: beyondWindow,
  size: oversize,
  checksum: badChecksums,
  unparsable,
  sequence: sequenceErrors,
  changed,
  'data-after-end': dataAfterEnd,
  'end-early': endEarly,
  spurious,
};

/** A new packet after which more than the window are outstanding, the grace granted (see `outstandingWithGrace`). */
function beyondWindow({ packets }: Transfer, window: number): Breach[] {
  return packets
    .filter((one) => one.isNew && one.checksumRight && one.outstandingWithGrace > window)
    .map((packet) => {
      const count = packet.outstandingWithGrace;
      return { packet, text: `${packetName(packet)} makes ${count} outstanding, where ${window} are the most` };
    });
}

function oversize({ packets }: Transfer): Breach[] {
  return packets
    .filter(({ bytes }) => bytes > mostMessageBytes)
    .map((packet) => ({
      packet,
      text: `${packetName(packet)} has ${packet.bytes} bytes, where ${mostMessageBytes} are the most`,
    }));
}

/** A datagram whose checksum was already wrong when it was sent. */
function badChecksums({ packets }: Transfer): Breach[] {
  return packets
    .filter(({ checksumRight }) => checksumRight === false)
    .map((packet) => ({ packet, text: `${packetName(packet)} is sent with a wrong checksum` }));
}

/** A datagram with a right checksum, or with none at all, that is no message. */
function unparsable({ packets }: Transfer): Breach[] {
  return packets
    .filter((one) => one.unparsable !== null && one.checksumRight !== false)
    .map((packet) => ({ packet, text: `a packet of ${packet.bytes} bytes is no message: ${packet.unparsable}` }));
}

/**
 * Of the packets when they are first sent: the first is a start; there is one start; a number belongs to one packet; none
 * is below the first; none is left out below another (the order in which they are first sent is free).
 */
function sequenceErrors({ packets }: Transfer): Breach[] {
  const fresh = packets.filter((one) => one.isNew && isNumbered(one));
  const all = new Set(fresh.map(({ seq }) => seq));
  const types = new Map<bigint, string>();
  const found: Breach[] = [];
  let highest: bigint | null = null;
  for (const packet of fresh) {
    const [name, seq, first] = [packetName(packet), packet.seq!, fresh[0]!.seq!];
    const other = types.get(seq);
    types.set(seq, other ?? packet.type);
    const missing = highest === null ? null : leftOut(all, highest, seq);
    if (highest === null && packet.type !== 'start') found.push({ packet, text: `${name} comes before any start` });
    else if (other !== undefined) found.push({ packet, text: `${name} has the number of a ${other} before it` });
    else if (highest !== null && packet.type === 'start') found.push({ packet, text: `${name} is a second start` });
    else if (seq < first) found.push({ packet, text: `${name} has a number below that of the first packet` });
    else if (missing !== null) {
      found.push({ packet, text: `${name} is sent, but number ${showSequenceNumber(missing)} never is` });
    }
    if (highest === null || seq > highest) highest = seq;
  }
  return found;
}

/** The first number between two that is in none of the packets. */
function leftOut(all: ReadonlySet<bigint | null>, highest: bigint, seq: bigint): bigint | null {
  for (let number = highest + 1n; number < seq; number++) if (!all.has(number)) return number;
  return null;
}

/** A retransmission that differs from the first transmission, both with a right checksum. */
function changed({ packets }: Transfer): Breach[] {
  const contents = new Map<string, number>();
  return packets
    .filter((one) => isNumbered(one) && one.checksumRight)
    .filter((one) => {
      const before = contents.get(packetName(one));
      if (before === undefined) contents.set(packetName(one), one.crc);
      return before !== undefined && before !== one.crc;
    })
    .map((packet) => ({ packet, text: `${packetName(packet)} is not what was sent under that number before` }));
}

/** A new packet numbered above an end that was sent before it. */
function dataAfterEnd({ packets }: Transfer): Breach[] {
  const end = packets.findIndex((one) => one.type === 'end');
  if (end === -1) return [];
  const last = packets[end]!;
  return packets
    .slice(end + 1)
    .filter((one) => one.isNew && isNumbered(one) && one.seq! > last.seq!)
    .map((packet) => ({ packet, text: `${packetName(packet)} is sent after ${packetName(last)}` }));
}

/** The first end, if it is sent while packets before it are outstanding. The receiver copes with that: no fault as such. */
function endEarly({ packets }: Transfer): Breach[] {
  const packet = packets.find((one) => one.type === 'end' && one.checksumRight);
  const before = packet === undefined ? 0 : packet.outstandingWithGrace - 1;
  if (packet === undefined || before < 1) return [];
  return [{ packet, text: `${packetName(packet)} is sent while ${before} before it are not acknowledged` }];
}

function spurious({ packets }: Transfer): Breach[] {
  return packets
    .filter((one) => one.spurious)
    .map((packet) => {
      const knownMs = packet.ms - packet.acknowledgedMs!;
      return { packet, text: `${packetName(packet)} is sent again ${knownMs.toFixed(0)} ms after its acknowledgement` };
    });
}

function isNumbered({ type, seq }: SentPacket): boolean {
  return seq !== null && (type === 'start' || type === 'data' || type === 'end');
}
