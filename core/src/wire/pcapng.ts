import { MalformedCapture } from './malformed-capture.ts';
import { paddedTo4, readOptions } from './pcapng-options.ts';

export interface CapturedPacket {
  /** The interface's if_name; empty where the capture gives none. */
  readonly interfaceName: string;
  /** LINKTYPE_ number; 1 is Ethernet. */
  readonly linkType: number;
  /** Nanoseconds since the epoch. */
  readonly timeNs: bigint;
  /** A view of the capture, not a copy; shorter than `originalLength` where the packet was cut when captured. */
  readonly data: Uint8Array;
  readonly originalLength: number;
  readonly comments: readonly string[];
}

export interface Capture {
  readonly packets: readonly CapturedPacket[];
  /** The capture ends in the middle of a block (or before the first): what is whole was read. */
  readonly truncated: boolean;
}

interface CaptureInterface {
  readonly name: string;
  readonly linkType: number;
  readonly unitsPerSecond: bigint;
  readonly offsetNs: bigint;
}

/** What must be remembered between two pieces of a capture. Make one with `pcapngReader()`. */
export interface PcapngReader {
  /** Bytes of the capture that have been used. */
  offset: number;
  /** Byte order of the present section; null before the first. */
  littleEndian: boolean | null;
  interfaces: CaptureInterface[];
}

interface Block {
  readonly body: Uint8Array;
  readonly view: DataView;
  readonly littleEndian: boolean;
  /** Where `body` lies in the capture. */
  readonly offset: number;
}

const sectionHeader = 0x0a0d0d0a;
const interfaceDescription = 1;
const enhancedPacket = 6;
const byteOrderMagic = 0x1a2b3c4d;
/** Far above any frame; a longer block is a damaged length, not something to wait for. */
const longestBlock = 16 * 1024 * 1024;
const optComment = 1;
const ifName = 2;
const ifTsresol = 9;
const ifTsoffset = 14;
const nsPerSecond = 1_000_000_000n;

export function pcapngReader(): PcapngReader {
  return { offset: 0, littleEndian: null, interfaces: [] };
}

/**
 * Reads a whole capture (draft-ietf-opsawg-pcapng: section header, interface description and enhanced packet blocks;
 * all others are skipped).
 * @throws MalformedCapture
 */
export function readPcapng(bytes: Uint8Array): Capture {
  const reader = pcapngReader();
  const { packets, used } = readBlocks(reader, bytes);
  return { packets, truncated: used < bytes.length || reader.littleEndian === null };
}

/**
 * Reads every whole block of `bytes`, the next piece of a capture that is still growing. The bytes after `used` belong
 * to an unfinished block: hand them in again, followed by what comes next.
 * @throws MalformedCapture; the reader is of no use afterwards.
 */
export function readBlocks(reader: PcapngReader, bytes: Uint8Array): { packets: CapturedPacket[]; used: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const packets: CapturedPacket[] = [];
  let at = 0;
  // No block is shorter than its type, both its lengths and (for a section header) the byte order magic: 12 bytes.
  while (at + 12 <= bytes.length) {
    const offset = reader.offset;
    const isSection = view.getUint32(at) === sectionHeader;
    if (isSection) reader.littleEndian = byteOrder(view, at + 8, offset + 8);
    const littleEndian = reader.littleEndian;
    if (littleEndian === null) throw new MalformedCapture('No pcapng section header', offset);
    const type = view.getUint32(at, littleEndian);
    const length = view.getUint32(at + 4, littleEndian);
    if (length < 12 || length % 4 !== 0 || length > longestBlock) {
      throw new MalformedCapture(`Impossible block length ${length}`, offset + 4);
    }
    if (at + length > bytes.length) break;
    if (view.getUint32(at + length - 4, littleEndian) !== length) {
      throw new MalformedCapture('The two lengths of a block differ', offset + length - 4);
    }
    const body = bytes.subarray(at + 8, at + length - 4);
    const block = {
      body,
      view: new DataView(body.buffer, body.byteOffset, body.byteLength),
      littleEndian,
      offset: offset + 8,
    };
    if (isSection) startSection(reader, block);
    else if (type === interfaceDescription) reader.interfaces.push(readInterface(block));
    else if (type === enhancedPacket) packets.push(readPacket(reader, block));
    at += length;
    reader.offset += length;
  }
  return { packets, used: at };
}

function byteOrder(view: DataView, at: number, offset: number): boolean {
  if (view.getUint32(at, true) === byteOrderMagic) return true;
  if (view.getUint32(at, false) === byteOrderMagic) return false;
  throw new MalformedCapture('Unknown byte order magic', offset);
}

function startSection(reader: PcapngReader, block: Block): void {
  needBody(block, 16);
  const major = block.view.getUint16(4, block.littleEndian);
  if (major !== 1) throw new MalformedCapture(`Unknown pcapng version ${major}`, block.offset + 4);
  reader.interfaces = [];
}

function readInterface(block: Block): CaptureInterface {
  needBody(block, 8);
  let name = '';
  let unitsPerSecond = 1_000_000n;
  let offsetNs = 0n;
  for (const { code, value } of readOptions(block.body.subarray(8), block.littleEndian, block.offset + 8)) {
    if (code === ifName) name = text(value);
    if (code === ifTsresol) unitsPerSecond = resolution(value, block.offset);
    if (code === ifTsoffset) offsetNs = secondsOffset(value, block) * nsPerSecond;
  }
  return { name, linkType: block.view.getUint16(0, block.littleEndian), unitsPerSecond, offsetNs };
}

/** if_tsresol: with the top bit clear a negative power of ten, with it set a negative power of two, of a second. */
function resolution(value: Uint8Array, offset: number): bigint {
  const exponent = value[0];
  if (exponent === undefined || value.length !== 1) throw new MalformedCapture('if_tsresol is not one byte', offset);
  return (exponent & 0x80 ? 2n : 10n) ** BigInt(exponent & 0x7f);
}

function secondsOffset(value: Uint8Array, block: Block): bigint {
  if (value.length !== 8) throw new MalformedCapture('if_tsoffset is not eight bytes', block.offset);
  return new DataView(value.buffer, value.byteOffset, 8).getBigInt64(0, block.littleEndian);
}

function readPacket(reader: PcapngReader, block: Block): CapturedPacket {
  needBody(block, 20);
  const { view, littleEndian, body, offset } = block;
  const from = reader.interfaces[view.getUint32(0, littleEndian)];
  if (from === undefined) throw new MalformedCapture('A packet of an interface that was not described', offset);
  const ticks = (BigInt(view.getUint32(4, littleEndian)) << 32n) | BigInt(view.getUint32(8, littleEndian));
  const length = view.getUint32(12, littleEndian);
  const optionsAt = 20 + paddedTo4(length);
  if (optionsAt > body.length) throw new MalformedCapture('A packet is longer than its block', offset + 12);
  return {
    interfaceName: from.name,
    linkType: from.linkType,
    timeNs: (ticks * nsPerSecond) / from.unitsPerSecond + from.offsetNs,
    data: body.subarray(20, 20 + length),
    originalLength: view.getUint32(16, littleEndian),
    comments: readOptions(body.subarray(optionsAt), littleEndian, offset + optionsAt)
      .filter(({ code }) => code === optComment)
      .map(({ value }) => text(value)),
  };
}

function needBody(block: Block, length: number): void {
  if (block.body.length < length) throw new MalformedCapture('A block is too short for its type', block.offset);
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
