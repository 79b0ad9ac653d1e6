import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { clientToServer, serverToClient, tcpFrame, udpFrame, utf8 } from './capture-builder.ts';
import { type Datagram, datagramReader, datagrams, readDatagrams, unfinishedDatagrams } from './datagrams.ts';
import type { CapturedPacket } from './pcapng.ts';

function captured(ms: number, data: Uint8Array, comments: readonly string[] = [], name = 'client to link') {
  const length = { originalLength: data.length };
  return { interfaceName: name, linkType: 1, timeNs: BigInt(ms) * 1_000_000n, data, comments, ...length };
}

/** The frame cut into fragments of so many bytes of IP payload (a multiple of 8). */
function fragmentsOf(frame: Uint8Array, size: number): Uint8Array[] {
  const payload = frame.subarray(34);
  return Array.from({ length: Math.ceil(payload.length / size) }, (_, i) => {
    const piece = payload.subarray(i * size, (i + 1) * size);
    const bytes = Uint8Array.from([...frame.subarray(0, 34), ...piece]);
    const view = new DataView(bytes.buffer);
    view.setUint16(16, 20 + piece.length);
    view.setUint16(20, ((i * size) / 8) | ((i + 1) * size < payload.length ? 0x2000 : 0));
    return bytes;
  });
}

const brief = ({ frame, payload, length, checksum, fragments, timeNs, lastNs }: Datagram) => {
  const times = [Number(timeNs) / 1e6, Number(lastNs) / 1e6];
  return { frame, payload: Buffer.from(payload).toString('latin1'), length, checksum, fragments, times };
};

test('a datagram that was not fragmented, among other packets', () => {
  const packets = [
    captured(0, tcpFrame(clientToServer, { syn: true }, 1, 0)),
    captured(1, Uint8Array.of(1, 2, 3)),
    { ...captured(2, udpFrame(clientToServer, utf8('no Ethernet'))), linkType: 113 },
    captured(3, udpFrame(serverToClient, utf8('hello')), ['delayed 50 ms'], 'link to client'),
  ];
  const [one, ...others] = [...datagrams(packets)];
  assert.equal(others.length, 0);
  assert.deepEqual(brief(one!), {
    frame: 4,
    payload: 'hello',
    length: 5,
    checksum: 'valid',
    fragments: 1,
    times: [3, 3],
  });
  const { source, sourcePort, destination, destinationPort, comments, interfaceName } = one!;
  assert.deepEqual([source, sourcePort, destination, destinationPort], ['10.0.0.2', 5000, '10.0.0.1', 40000]);
  assert.deepEqual([comments, interfaceName], [['delayed 50 ms'], 'link to client']);
});

test('fragments in any order, of several datagrams and interfaces, duplicated or not, come together', () => {
  const datagram = fc.record({
    data: fc.uint8Array({ minLength: 1, maxLength: 200 }),
    size: fc.constantFrom(8, 16, 64),
    identification: fc.nat(3),
    name: fc.constantFrom('client to link', 'link to server'),
  });
  fc.assert(
    fc.property(
      fc.uniqueArray(datagram, { selector: (d) => `${d.name} ${d.identification}` }),
      fc.boolean(),
      fc.infiniteStream(fc.nat()),
      (list, twice, luck) => {
        const frames = list.flatMap(({ data, size, identification, name }) => {
          const pieces = fragmentsOf(udpFrame(clientToServer, data, { identification, fragment: 0 }), size);
          return (twice ? [...pieces, ...pieces] : pieces).map((bytes) => ({ bytes, name, order: luck.next().value }));
        });
        frames.sort((a, b) => a.order - b.order);
        const packets = frames.map(({ bytes, name }, i) => captured(i, bytes, [], name));
        const shown = (name: string, data: Uint8Array) => `${name} ${Buffer.from(data).toString('hex')}`;
        const seen = [...datagrams(packets)].map((one) => {
          assert.deepEqual([one.checksum, one.payload.length], ['valid', one.length]);
          return shown(one.interfaceName, one.payload);
        });
        const expected = list.flatMap(({ name, data }) =>
          Array.from({ length: twice ? 2 : 1 }, () => shown(name, data)),
        );
        assert.deepEqual(seen.sort(), expected.sort());
      },
    ),
  );
});

test('a damaged fragment is seen by the checksum, a missing one by the length', () => {
  const data = Buffer.from('a'.repeat(40));
  const [first, second, third] = fragmentsOf(udpFrame(clientToServer, data, { fragment: 0 }), 16);
  const harmed = Uint8Array.from(second!);
  harmed[40]! ^= 1;
  const packets = [captured(1, first!, ['slow']), captured(2, third!, ['slow', 'late'])];
  const [whole] = [...datagrams([...packets, captured(9, harmed)])];
  assert.deepEqual([whole!.checksum, whole!.length, whole!.comments], ['wrong', 40, ['slow', 'late']]);
  const [cut] = [...datagrams(packets)];
  assert.deepEqual(brief(cut!), {
    frame: 1,
    payload: 'a'.repeat(8),
    length: 40,
    checksum: 'unknown',
    fragments: 2,
    times: [1, 2],
  });
  assert.deepEqual([...datagrams([captured(1, second!)])], []);
});

test('fragments without end: the oldest datagrams are given up, and all are told in the end', () => {
  const reader = datagramReader();
  const given: Datagram[] = [];
  for (let identification = 0; identification < 200; identification++) {
    const [first] = fragmentsOf(udpFrame(clientToServer, new Uint8Array(40), { identification, fragment: 0 }), 24);
    given.push(...readDatagrams(reader, captured(identification, first!)));
    assert.ok(reader.fragments.unfinished.length <= 64);
  }
  assert.equal(given.length, 136);
  assert.equal(unfinishedDatagrams(reader).length, 64);
  assert.equal(unfinishedDatagrams(reader).length, 0);
});

test('whatever bytes a frame has, nothing is thrown', () => {
  const udp = udpFrame(clientToServer, new Uint8Array(30));
  const mutated = fc.array(fc.tuple(fc.nat(udp.length - 1), fc.nat(255)), { maxLength: 4 }).map((changes) => {
    const bytes = Uint8Array.from(udp);
    for (const [at, value] of changes) bytes[at] = value;
    return bytes;
  });
  const anything = fc.oneof(fc.uint8Array({ maxLength: 80 }), mutated);
  fc.assert(
    fc.property(fc.array(anything), (frames) => {
      const packets: CapturedPacket[] = frames.map((bytes, i) => captured(i, bytes));
      assert.ok([...datagrams(packets)].length <= packets.length);
    }),
    { numRuns: 1000 },
  );
});
