import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { clientToServer, ipFrame, tcpFrame, udpFrame, utf8 } from './capture-builder.ts';
import { decodeFrame } from './frame.ts';

const ip = fc.record({
  vlans: fc.nat(2),
  padding: fc.nat(10),
  identification: fc.nat(65535),
  options: fc.nat(10).map((words) => new Uint8Array(words * 4).fill(1)),
});
const u32 = fc.nat(0xffffffff);

test('TCP segments are read through tags, options and padding, with their checksum', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 50 }), u32, u32, fc.boolean(), ip, (data, seq, acked, fin, ip) => {
      const frame = decodeFrame(tcpFrame(clientToServer, { ack: true, fin }, seq, acked, data, ip));
      assert.ok(frame.kind === 'tcp');
      const { payload, ...facts } = frame;
      assert.deepEqual(Uint8Array.from(payload), data);
      assert.deepEqual(facts, {
        kind: 'tcp',
        source: '10.0.0.1',
        destination: '10.0.0.2',
        sourcePort: 40000,
        destinationPort: 5000,
        identification: ip.identification,
        sequence: seq,
        acknowledgement: acked,
        flags: { fin, syn: false, rst: false, psh: false, ack: true },
        window: 64240,
        checksum: 'valid',
        fragmented: false,
        payloadLength: data.length,
      });
    }),
  );
});

test('any one changed bit of a UDP datagram is seen in its checksum', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 50 }), fc.nat(), fc.nat(7), ip, (data, where, bit, ip) => {
      const bytes = udpFrame(clientToServer, data, ip);
      const whole = decodeFrame(bytes);
      assert.ok(whole.kind === 'udp' && whole.checksum === 'valid');
      assert.deepEqual(Uint8Array.from(whole.payload), data);
      bytes[bytes.length - ip.padding - 1 - (where % data.length)]! ^= 1 << bit;
      const damaged = decodeFrame(bytes);
      assert.ok(damaged.kind === 'udp' && damaged.checksum === 'wrong');
    }),
  );
});

test('what follows a UDP datagram in its packet is not part of it', () => {
  const datagram = udpFrame(clientToServer, utf8('data')).subarray(34);
  const frame = decodeFrame(ipFrame(clientToServer, 17, Uint8Array.from([...datagram, 1, 2, 3])));
  assert.ok(frame.kind === 'udp' && frame.checksum === 'valid');
  assert.equal(Buffer.from(frame.payload).toString(), 'data');
});

test('a UDP checksum of zero means none', () => {
  const bytes = udpFrame(clientToServer, utf8('data'));
  bytes[14 + 20 + 6] = 0;
  bytes[14 + 20 + 7] = 0;
  const frame = decodeFrame(bytes);
  assert.ok(frame.kind === 'udp' && frame.checksum === 'none');
});

test('only the first fragment has ports', () => {
  const datagram = udpFrame(clientToServer, new Uint8Array(2000).fill(65)).subarray(34);
  const first = decodeFrame(ipFrame(clientToServer, 17, datagram.subarray(0, 1480), { fragment: 0x2000 }));
  assert.ok(first.kind === 'udp' && first.fragmented);
  assert.deepEqual([first.checksum, first.payload.length, first.payloadLength], ['unknown', 1472, 2000]);
  const last = decodeFrame(ipFrame(clientToServer, 17, datagram.subarray(1480), { fragment: 1480 / 8 }));
  assert.ok(last.kind === 'fragment');
  assert.deepEqual([last.offset, last.last, last.protocol, last.payloadLength], [1480, true, 17, 528]);
  assert.equal(last.identification, first.identification);
});

test('a packet that the capture cut keeps its length on the wire', () => {
  const bytes = tcpFrame(clientToServer, { ack: true }, 1, 1, new Uint8Array(100));
  const frame = decodeFrame(bytes.subarray(0, 14 + 40 + 30));
  assert.ok(frame.kind === 'tcp');
  assert.deepEqual([frame.checksum, frame.payload.length, frame.payloadLength], ['unknown', 30, 100]);
});

test('what is not TCP or UDP over IPv4 is named', () => {
  const changed = (index: number, value: number, from = tcpFrame(clientToServer, {}, 0, 0)) => {
    from[index] = value;
    return decodeFrame(from);
  };
  const reasons: [ReturnType<typeof decodeFrame>, RegExp][] = [
    [changed(13, 6), /EtherType 0x0806/],
    [decodeFrame(tcpFrame(clientToServer, {}, 0, 0, undefined, { vlans: 3 })), /EtherType 0x8100/],
    [changed(14, 0x65), /IP version 6/],
    [changed(14, 0x44), /IPv4 lengths/],
    [changed(17, 19), /IPv4 lengths/],
    [changed(14 + 20 + 12, 0x40), /TCP header length/],
    [changed(14 + 20 + 12, 0xf0), /TCP header length/],
    [changed(14 + 20 + 5, 7, udpFrame(clientToServer, utf8('x'))), /UDP length/],
    [changed(14 + 20 + 5, 10, udpFrame(clientToServer, utf8('x'))), /UDP length/],
    [decodeFrame(ipFrame(clientToServer, 1, utf8('ping'))), /IP protocol 1/],
    [decodeFrame(new Uint8Array(5)), /Ethernet header/],
    [decodeFrame(ipFrame(clientToServer, 6, utf8('short'))), /TCP header cut/],
  ];
  for (const [frame, reason] of reasons) {
    assert.ok(frame.kind === 'other');
    assert.match(frame.reason, reason);
  }
});

test('random bytes and cut frames never throw', () => {
  const beginnings = [[], [...new Uint8Array(12), 8, 0], [...new Uint8Array(12), 8, 0, 0x45]].map((b) =>
    Uint8Array.from(b),
  );
  fc.assert(
    fc.property(fc.constantFrom(...beginnings), fc.uint8Array({ maxLength: 90 }), (start, bytes) => {
      decodeFrame(Uint8Array.from([...start, ...bytes]));
    }),
    { numRuns: 2000 },
  );
  const frames = [tcpFrame(clientToServer, {}, 0, 0, utf8('abc'), { vlans: 2 }), udpFrame(clientToServer, utf8('abc'))];
  for (const frame of frames) {
    for (let length = 0; length <= frame.length; length++) decodeFrame(frame.subarray(0, length));
  }
});
