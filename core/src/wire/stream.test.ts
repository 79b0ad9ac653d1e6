import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { clientToServer, serverToClient, tcpFrame, utf8 } from './capture-builder.ts';
import { conversations } from './conversation.ts';
import { captured, handshake, sent, startNs, text } from './conversation-builder.ts';

interface Piece {
  readonly at: number;
  readonly data: Uint8Array;
}

/** Every byte at least once: pieces at the given cuts, some of them again, some overlapping, in any order. */
const pieces = fc
  .record({
    data: fc.uint8Array({ minLength: 1, maxLength: 6000, size: 'max' }),
    cuts: fc.array(fc.nat(), { maxLength: 12 }),
    again: fc.array(fc.tuple(fc.nat(), fc.nat(1500)), { maxLength: 6 }),
  })
  .chain(({ data, cuts, again }) => {
    const edges = [0, ...new Set(cuts.map((cut) => cut % data.length)), data.length].sort((a, b) => a - b);
    const list: Piece[] = edges.slice(1).map((end, i) => ({ at: edges[i]!, data: data.subarray(edges[i], end) }));
    for (const [from, length] of again) {
      const at = from % data.length;
      list.push({ at, data: data.subarray(at, at + length) });
    }
    return fc.record({
      data: fc.constant(data),
      pieces: fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }),
    });
  });

test('streams cut, overlapping, repeated and out of order come back whole, also where sequence numbers wrap', () => {
  const nearWrap = fc.integer({ min: 2 ** 32 - 7000, max: 2 ** 32 - 1 });
  const isn = fc.oneof(nearWrap, fc.nat(2 ** 32 - 1), fc.constantFrom(2 ** 31 - 1, 2 ** 31 - 3000));
  fc.assert(
    fc.property(pieces, isn, isn, ({ data, pieces }, clientIsn, serverIsn) => {
      const after = (n: number, by: number) => (n + by) % 2 ** 32;
      const clientNext = after(clientIsn, 1);
      const packets = [
        ...sent('client', 0, { syn: true }, clientIsn, 0),
        ...sent('server', 1, { syn: true, ack: true }, serverIsn, clientNext),
        ...sent('client', 2, { ack: true }, clientNext, after(serverIsn, 1)),
        ...pieces.map(({ at, data }, i) => {
          const seq = after(serverIsn, 1 + at);
          return captured('server to link', 3 + i, tcpFrame(serverToClient, { ack: true }, seq, clientNext, data));
        }),
      ];
      const [conversation] = conversations(packets, startNs);
      const stream = conversation!.fromServer;
      assert.equal(conversation!.established, true);
      assert.equal(stream.length, data.length);
      assert.deepEqual(Buffer.from(stream.bytes, 'base64'), Buffer.from(data.subarray(0, 4096)));

      const seen = new Set<number>();
      const fresh = pieces.map(({ at, data }) => {
        const before = seen.size;
        for (let i = at; i < at + data.length; i++) seen.add(i);
        return seen.size > before;
      });
      assert.equal(stream.segments, fresh.filter(Boolean).length);
      assert.equal(stream.firstByteMs, 3 + fresh.indexOf(true));
      assert.equal(stream.lastByteMs, 3 + fresh.lastIndexOf(true));
    }),
    { numRuns: 300 },
  );
});

test('the first copy of a byte counts', () => {
  const packets = [
    ...handshake(),
    ...sent('client', 1, { ack: true }, 103, 901, 'CD'),
    ...sent('client', 2, { ack: true }, 101, 901, 'abcdef'),
  ];
  assert.equal(text(conversations(packets, startNs)[0]!.fromClient), 'abCDef');
});

test('bytes end at a hole, the length counts what was seen', () => {
  const packets = [
    ...handshake(),
    ...sent('client', 1, { ack: true }, 101, 901, 'ab'),
    ...sent('client', 2, { ack: true }, 105, 901, 'ef'),
  ];
  const { fromClient } = conversations(packets, startNs)[0]!;
  assert.deepEqual([text(fromClient), fromClient.length], ['ab', 4]);
});

test('a keep-alive is not data', () => {
  const packets = [
    ...handshake(),
    ...sent('client', 1, { ack: true }, 100, 901, 'x'),
    ...sent('client', 2, { ack: true }, 101, 901, 'ab'),
    ...sent('client', 3, { ack: true }, 102, 901, 'x'),
  ];
  const { fromClient } = conversations(packets, startNs)[0]!;
  assert.deepEqual([text(fromClient), fromClient.segments, fromClient.lastByteMs], ['ab', 1, 2]);
});

test('a stream longer than the sequence numbers is counted on', () => {
  const seq = (position: number) => (101 + position) % 2 ** 32;
  const far = 2 ** 29;
  const packets = [...handshake()];
  for (let n = 0; n <= 17; n++) packets.push(...sent('client', n + 1, { ack: true }, seq(n * far), 901, 'x'));
  packets.push(...sent('client', 30, { ack: true }, seq(17 * far), 901, 'x'));
  const { fromClient } = conversations(packets, startNs)[0]!;
  assert.deepEqual([fromClient.length, fromClient.lastByteMs], [18, 18]);
});

test('data of a packet that the capture cut is counted but not invented', () => {
  const frame = tcpFrame(clientToServer, { ack: true }, 101, 901, utf8('abcdefgh'));
  const packets = [...handshake(), captured('client to link', 1, frame.subarray(0, frame.length - 5))];
  const { fromClient } = conversations(packets, startNs)[0]!;
  assert.deepEqual([text(fromClient), fromClient.length], ['abc', 8]);
});

test('twenty thousand segments with as many holes are done within seconds', () => {
  const packets = [...handshake()];
  for (let n = 0; n < 20_000; n++) {
    const place = 101 + 2 * ((n * 7919) % 20_000);
    packets.push(captured('client to link', 2, tcpFrame(clientToServer, { ack: true }, place, 901, utf8('x'))));
  }
  const started = process.cpuUsage();
  assert.equal(conversations(packets, startNs)[0]!.fromClient.length, 20_000);
  assert.ok(process.cpuUsage(started).user < 5_000_000);
});
