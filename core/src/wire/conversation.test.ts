import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { clientToServer, udpFrame, utf8 } from './capture-builder.ts';
import { conversations } from './conversation.ts';
import { captured, handshake, sent, startNs, text } from './conversation-builder.ts';

test('a greeting and its reply, each frame captured twice', () => {
  const [conversation, ...others] = conversations(
    [
      ...handshake(),
      ...sent('client', 1, { ack: true }, 101, 901, 'Hello in C\n'),
      ...sent('server', 2, { ack: true }, 901, 112, 'Goodbye '),
      ...sent('server', 3, { ack: true, fin: true }, 909, 112, 'in Go'),
      ...sent('client', 4, { ack: true, rst: true }, 112, 915),
      captured('client to link', 5, udpFrame(clientToServer, utf8('no TCP'))),
    ],
    startNs,
  );
  assert.deepEqual(others, []);
  assert.ok(conversation);
  assert.deepEqual(conversation, {
    clientPort: 40000,
    serverPort: 5000,
    openedMs: 0.5,
    established: true,
    refused: false,
    fromClient: {
      bytes: Buffer.from('Hello in C\n').toString('base64'),
      length: 11,
      segments: 1,
      firstByteMs: 1,
      lastByteMs: 1,
      finMs: null,
      resetMs: 4,
    },
    fromServer: {
      bytes: Buffer.from('Goodbye in Go').toString('base64'),
      length: 13,
      segments: 2,
      firstByteMs: 2,
      lastByteMs: 3,
      finMs: 3,
      resetMs: null,
    },
  });
});

test('a reset that answers the SYN is a refusal, and nothing is established', () => {
  const packets = [...sent('client', 1, { syn: true }, 100, 0), ...sent('server', 2, { rst: true, ack: true }, 0, 101)];
  const [one] = conversations(packets, startNs);
  assert.deepEqual([one!.refused, one!.established, one!.fromServer.resetMs], [true, false, 2]);
});

test('a reset after the SYN-ACK is no refusal; without the last ACK nothing is established', () => {
  const packets = [...handshake().slice(0, 4), ...sent('client', 1, { rst: true }, 101, 0)];
  const [one] = conversations(packets, startNs);
  assert.deepEqual([one!.refused, one!.established, one!.fromClient.resetMs], [false, false, 1]);
});

test('a reset of the server after its SYN-ACK is no refusal, and its text is no data', () => {
  const packets = [...handshake().slice(0, 4), ...sent('server', 1, { rst: true, ack: true }, 901, 101, 'gone')];
  const [one] = conversations(packets, startNs);
  assert.deepEqual([one!.refused, one!.fromServer.resetMs, one!.fromServer.length], [false, 1, 0]);
});

test('data in a SYN begins the stream, and counts once when it is sent again', () => {
  const packets = [
    ...sent('client', 1, { syn: true }, 100, 0, 'Hello'),
    ...sent('server', 2, { syn: true, ack: true }, 900, 106),
    ...sent('client', 3, { ack: true }, 101, 901, 'Hello in C'),
  ];
  const { fromClient, established } = conversations(packets, startNs)[0]!;
  assert.deepEqual([established, text(fromClient), fromClient.length], [true, 'Hello in C', 10]);
});

test('an acknowledgement of something else establishes nothing', () => {
  const packets = [...handshake().slice(0, 4), ...sent('client', 1, { ack: true }, 101, 900)];
  assert.equal(conversations(packets, startNs)[0]!.established, false);
});

test('packets are taken in order of time, and only from Ethernet', () => {
  const later = sent('client', 1, { ack: true }, 101, 901, 'x');
  const notEthernet = later.map((packet) => ({ ...packet, linkType: 101 }));
  assert.equal(conversations([...handshake(), ...notEthernet], startNs)[0]!.fromClient.length, 0);
  const [one] = conversations([...later, ...handshake().reverse()], startNs);
  assert.deepEqual([one!.established, text(one!.fromClient)], [true, 'x']);
});

test('a number too far ahead for any window is of another connection', () => {
  const far = (101 + 2 ** 30 + 1) % 2 ** 32;
  const packets = [...handshake(), ...sent('client', 1, { ack: true, fin: true }, far, 901, 'stray')];
  const { fromClient } = conversations(packets, startNs)[0]!;
  assert.deepEqual([fromClient.length, fromClient.finMs], [0, null]);
});

test('repeated SYNs are one conversation', () => {
  const syn = (ms: number) => sent('client', ms, { syn: true }, 100, 0);
  const [one, ...others] = conversations([...syn(1), ...syn(1000), ...syn(3000)], startNs);
  assert.deepEqual(others, []);
  assert.deepEqual([one!.openedMs, one!.established, one!.refused], [1, false, false]);
});

test('conversations on the same ports, one after the other, are kept apart, with what comes late', () => {
  const packets = [
    ...handshake(100, 900, 0),
    ...sent('client', 1, { ack: true }, 101, 901, 'first'),
    ...sent('client', 2, { ack: true, fin: true }, 106, 901),
    ...sent('client', 10, { syn: true }, 70_100, 0),
    ...sent('server', 11, { ack: true, fin: true }, 901, 107, 'late'),
    ...sent('server', 12, { syn: true, ack: true }, 50_900, 70_101),
    ...sent('client', 13, { ack: true }, 70_101, 50_901, 'second'),
    ...sent('server', 14, { rst: true, ack: true }, 905, 107),
  ];
  const both = conversations(packets, startNs);
  assert.deepEqual(
    both.map((one) => [one.openedMs, one.established, text(one.fromClient), text(one.fromServer)]),
    [
      [0.5, true, 'first', 'late'],
      [10, true, 'second', ''],
    ],
  );
  assert.deepEqual([both[0]!.fromServer.resetMs, both[1]!.fromServer.resetMs], [14, null]);
});

test('segments in no order at all, of any numbers, never throw', () => {
  const number = fc.oneof(fc.nat(2 ** 32 - 1), fc.nat(3), fc.constantFrom(2 ** 31, 2 ** 32 - 1));
  const flags = fc.record({ syn: fc.boolean(), ack: fc.boolean(), fin: fc.boolean(), rst: fc.boolean() });
  const who = fc.constantFrom('client' as const, 'server' as const);
  const packet = fc.tuple(who, flags, number, number, fc.string({ maxLength: 5 }));
  fc.assert(
    fc.property(fc.array(packet, { maxLength: 30 }), (list) => {
      const packets = list.flatMap(([who, flags, seq, ack, data], i) => sent(who, i, flags, seq, ack, data));
      for (const { fromClient, fromServer } of conversations(packets, startNs)) {
        for (const { bytes, length } of [fromClient, fromServer])
          assert.ok(Buffer.from(bytes, 'base64').length <= length);
      }
    }),
    { numRuns: 500 },
  );
});
