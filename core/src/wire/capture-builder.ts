/** Builds frames and captures for the tests beside this file, independently of the readers. */

export interface TestFlags {
  readonly syn?: boolean;
  readonly ack?: boolean;
  readonly fin?: boolean;
  readonly rst?: boolean;
}

export interface TestEnds {
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly fromPort: number;
  readonly toPort: number;
}

export interface TestIp {
  readonly identification?: number;
  /** Flags and fragment offset as on the wire. */
  readonly fragment?: number;
  readonly options?: Uint8Array;
  readonly vlans?: number;
  readonly padding?: number;
}

export const clientToServer: TestEnds = { from: [10, 0, 0, 1], to: [10, 0, 0, 2], fromPort: 40000, toPort: 5000 };
export const serverToClient: TestEnds = { from: [10, 0, 0, 2], to: [10, 0, 0, 1], fromPort: 5000, toPort: 40000 };

export function tcpFrame(
  ends: TestEnds,
  flags: TestFlags,
  sequence: number,
  acknowledgement: number,
  data: Uint8Array = new Uint8Array(0),
  ip: TestIp = {},
): Uint8Array {
  const header = [...u16(ends.fromPort), ...u16(ends.toPort), ...u32(sequence), ...u32(acknowledgement)];
  const bits = (flags.fin ? 1 : 0) | (flags.syn ? 2 : 0) | (flags.rst ? 4 : 0) | (flags.ack ? 16 : 0);
  const segment = [...header, 0x50, bits, ...u16(64240), 0, 0, 0, 0, ...data];
  segment.splice(16, 2, ...u16(checksum(ends, 6, segment)));
  return ipFrame(ends, 6, Uint8Array.from(segment), ip);
}

export function udpFrame(ends: TestEnds, data: Uint8Array, ip: TestIp = {}): Uint8Array {
  const datagram = [...u16(ends.fromPort), ...u16(ends.toPort), ...u16(8 + data.length), 0, 0, ...data];
  datagram.splice(6, 2, ...u16(checksum(ends, 17, datagram) || 0xffff));
  return ipFrame(ends, 17, Uint8Array.from(datagram), ip);
}

export function ipFrame(ends: TestEnds, protocol: number, payload: Uint8Array, ip: TestIp = {}): Uint8Array {
  const options = ip.options ?? [];
  const tags = Array.from({ length: ip.vlans ?? 0 }, () => [0x81, 0, 0, 7]).flat();
  const length = 20 + options.length + payload.length;
  const head = [0x40 | (5 + options.length / 4), 0, ...u16(length), ...u16(ip.identification ?? 1)];
  const rest = [...u16(ip.fragment ?? 0x4000), 64, protocol, 0, 0, ...ends.from, ...ends.to, ...options];
  const padding = new Uint8Array(ip.padding ?? 0).fill(0xee);
  return Uint8Array.from([...new Uint8Array(12).fill(2), ...tags, 8, 0, ...head, ...rest, ...payload, ...padding]);
}

function checksum(ends: TestEnds, protocol: number, bytes: readonly number[]): number {
  const all = [...ends.from, ...ends.to, 0, protocol, ...u16(bytes.length), ...bytes, ...(bytes.length % 2 ? [0] : [])];
  let sum = 0;
  for (let at = 0; at < all.length; at += 2) {
    sum += all[at]! * 256 + all[at + 1]!;
    if (sum > 0xffff) sum -= 0xffff;
  }
  return 0xffff - sum;
}

export interface TestOption {
  readonly code: number;
  readonly value: Uint8Array;
}

/** Blocks of a pcapng section in one byte order. */
export function pcapngBuilder(littleEndian: boolean) {
  const number = (size: number, value: bigint) => {
    const bytes = Array.from({ length: size }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
    return littleEndian ? bytes : bytes.reverse();
  };
  const n16 = (value: number) => number(2, BigInt(value));
  const n32 = (value: number) => number(4, BigInt(value));
  const padded = (bytes: Iterable<number>) => {
    const all = [...bytes];
    while (all.length % 4 !== 0) all.push(0);
    return all;
  };
  const options = (list: readonly TestOption[]) =>
    list.length === 0
      ? []
      : [...list.flatMap((o) => [...n16(o.code), ...n16(o.value.length), ...padded(o.value)]), 0, 0, 0, 0];
  const block = (type: number, body: readonly number[]) => {
    const length = n32(body.length + 12);
    return Uint8Array.from([...n32(type), ...length, ...body, ...length]);
  };
  return {
    block,
    section: () =>
      block(0x0a0d0d0a, [...n32(0x1a2b3c4d), ...n16(1), ...n16(0), ...n32(0xffffffff), ...n32(0xffffffff)]),
    port: (name: string, tsresol?: number, offsetSeconds?: bigint) =>
      block(1, [
        ...[...n16(1), 0, 0, 0, 0, 0, 0],
        ...options([
          { code: 2, value: utf8(name) },
          ...(tsresol === undefined ? [] : [{ code: 9, value: Uint8Array.of(tsresol) }]),
          ...(offsetSeconds === undefined ? [] : [{ code: 14, value: Uint8Array.from(number(8, offsetSeconds)) }]),
        ]),
      ]),
    packet: (
      port: number,
      ticks: bigint,
      data: Uint8Array,
      comments: readonly string[] = [],
      originalLength?: number,
    ) =>
      block(6, [
        ...[...n32(port), ...number(4, ticks >> 32n), ...number(4, ticks & 0xffffffffn)],
        ...[...n32(data.length), ...n32(originalLength ?? data.length), ...padded(data)],
        ...options(comments.map((comment) => ({ code: 1, value: utf8(comment) }))),
      ]),
  };
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}

export function utf8(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text));
}

function u16(value: number): number[] {
  return [(value >> 8) & 255, value & 255];
}

function u32(value: number): number[] {
  return [...u16(value >>> 16), ...u16(value)];
}
