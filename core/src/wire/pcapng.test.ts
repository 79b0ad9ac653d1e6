import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { joined, pcapngBuilder, utf8 } from './capture-builder.ts';
import { MalformedCapture } from './malformed-capture.ts';
import { type CapturedPacket, pcapngReader, readBlocks, readPcapng } from './pcapng.ts';

const packet = fc.record({
  port: fc.nat(1),
  ticks: fc.bigInt(0n, 2n ** 64n - 1n),
  data: fc.uint8Array({ maxLength: 70 }),
  comments: fc.array(fc.string({ unit: 'grapheme', maxLength: 20 }), { maxLength: 3 }),
  cut: fc.nat(9),
});
type Packet = typeof packet extends fc.Arbitrary<infer T> ? T : never;

const names = ['client to link', 'link to sérver'];

function build(littleEndian: boolean, packets: readonly Packet[]): Uint8Array {
  const b = pcapngBuilder(littleEndian);
  const unknown = [b.block(0x0bad, [1, 2, 3, 4]), b.block(3, [0, 0, 0, 9, 1, 2, 3, 4])];
  const blocks = packets.map((p) => b.packet(p.port, p.ticks, p.data, p.comments, p.data.length + p.cut));
  return joined([b.section(), b.port(names[0]!, 9), b.port(names[1]!), ...unknown, ...blocks]);
}

function expected(packets: readonly Packet[]): CapturedPacket[] {
  return packets.map(({ port, ticks, data, comments, cut }) => ({
    interfaceName: names[port]!,
    linkType: 1,
    timeNs: port === 0 ? ticks : ticks * 1000n,
    data,
    originalLength: data.length + cut,
    comments,
  }));
}

/** deepEqual asks for the same prototype and length, not the same buffer; copies make failures readable. */
function copied(packets: readonly CapturedPacket[]): CapturedPacket[] {
  return packets.map((p) => ({ ...p, data: Uint8Array.from(p.data) }));
}

test('a built capture reads back, in both byte orders and several sections', () => {
  fc.assert(
    fc.property(fc.array(packet, { maxLength: 6 }), fc.boolean(), (packets, little) => {
      const capture = readPcapng(joined([build(little, packets), build(!little, packets)]));
      assert.deepEqual(copied(capture.packets), expected([...packets, ...packets]));
      assert.equal(capture.truncated, false);
    }),
  );
});

test('a capture cut anywhere gives its whole packets and says so', () => {
  fc.assert(
    fc.property(fc.array(packet, { maxLength: 4 }), fc.nat(), (packets, where) => {
      const bytes = build(true, packets);
      const cut = where % bytes.length;
      const capture = readPcapng(bytes.subarray(0, cut));
      assert.deepEqual(copied(capture.packets), expected(packets).slice(0, capture.packets.length));
      const whole = [build(true, []).length];
      for (let n = 1; n <= packets.length; n++) whole.push(build(true, packets.slice(0, n)).length);
      assert.equal(capture.packets.length, Math.max(0, whole.filter((length) => length <= cut).length - 1));
      if (cut > whole[0]!) assert.equal(capture.truncated, !whole.includes(cut));
    }),
  );
  assert.equal(readPcapng(new Uint8Array(0)).truncated, true);
});

test('a growing capture is read piece by piece', () => {
  fc.assert(
    fc.property(fc.array(packet, { maxLength: 5 }), fc.integer({ min: 1, max: 90 }), (packets, step) => {
      const bytes = build(false, packets);
      const reader = pcapngReader();
      const got: CapturedPacket[] = [];
      let waiting = new Uint8Array(0);
      for (let at = 0; at < bytes.length; at += step) {
        waiting = Uint8Array.from([...waiting, ...bytes.subarray(at, at + step)]);
        const { packets, used } = readBlocks(reader, waiting);
        got.push(...copied(packets));
        waiting = waiting.subarray(used);
      }
      assert.deepEqual(got, expected(packets));
      assert.equal(reader.offset, bytes.length);
    }),
  );
});

test('time units are powers of ten or two, with an offset in seconds', () => {
  const b = pcapngBuilder(true);
  const ports = [b.port('tens', 3), b.port('twos', 0x80 | 10), b.port('later', 0, -5n)];
  const packets = [0, 1, 2].map((port) => b.packet(port, 1536n, utf8('x')));
  const capture = readPcapng(joined([b.section(), ...ports, ...packets]));
  assert.deepEqual(
    capture.packets.map(({ timeNs }) => timeNs),
    [1_536_000_000n, 1_500_000_000n, 1_531_000_000_000n],
  );
});

function readOrMalformed(bytes: Uint8Array): void {
  try {
    readPcapng(bytes);
  } catch (error) {
    assert.ok(error instanceof MalformedCapture, String(error));
    assert.ok(error.offset >= 0 && error.offset <= bytes.length, error.message);
  }
}

test('random and damaged captures are read or called malformed, nothing else', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, headed) => {
      readOrMalformed(headed ? joined([pcapngBuilder(true).section(), bytes]) : bytes);
    }),
    { numRuns: 500 },
  );
  fc.assert(
    fc.property(fc.array(packet, { maxLength: 3 }), fc.nat(), fc.nat(255), (packets, where, value) => {
      const bytes = build(true, packets);
      bytes[where % bytes.length] = value;
      readOrMalformed(bytes);
    }),
    { numRuns: 1000 },
  );
});

test('each damage is named with its offset', () => {
  const b = pcapngBuilder(true);
  const section = b.section();
  const at = section.length;
  const port = b.port('p');
  const broken = (bytes: Uint8Array, index: number, value: number) => {
    const copy = Uint8Array.from(bytes);
    copy[index] = value;
    return copy;
  };
  const cases: [string, Uint8Array, RegExp, number][] = [
    ['no section', port, /section header/, 0],
    ['not pcapng', utf8('#!/bin/sh\nexit 0\n'), /section header/, 0],
    ['magic', broken(section, 8, 0), /magic/, 8],
    ['version', broken(section, 12, 2), /version 2/, 12],
    ['odd length', joined([section, broken(port, 4, 13)]), /length 13/, at + 4],
    ['zero length', joined([section, broken(port, 4, 0)]), /length 0/, at + 4],
    ['huge length', joined([section, broken(port, 7, 0x40)]), /block length/, at + 4],
    ['trailer', joined([section, broken(port, port.length - 1, 1)]), /lengths of a block/, at + port.length - 4],
    ['option', joined([section, broken(port, 18, 200)]), /option/, at + 16],
    ['unknown interface', joined([section, b.packet(0, 0n, port)]), /not described/, at + 8],
    ['short packet block', joined([section, port, b.block(6, [0, 0, 0, 0])]), /too short/, at + port.length + 8],
  ];
  for (const [name, bytes, message, offset] of cases) {
    assert.throws(
      () => readPcapng(bytes),
      (error: unknown) => error instanceof MalformedCapture && message.test(error.message) && error.offset === offset,
      name,
    );
  }
});
