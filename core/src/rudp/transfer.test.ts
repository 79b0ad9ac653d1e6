import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { datagrams, streamedDatagrams } from '../wire/datagrams.ts';
import { readPcapng } from '../wire/pcapng.ts';
import { encodeMessage } from './message.ts';
import { metrics } from './metrics.ts';
import { luckFrom, type Simulation, simulate } from './simulated-transfer.ts';
import {
  readTransfers,
  recordDatagram,
  type SentAck,
  type Transfer,
  transferRecorder,
  transfersOf,
} from './transfer.ts';
import { captureOf, ends, type TestCrossing } from './transfer-builder.ts';
import { violations } from './violations.ts';

const world = fc.record({
  count: fc.integer({ min: 2, max: 15 }),
  window: fc.integer({ min: 1, max: 8 }),
  timerMs: fc.constantFrom(100, 500),
  sack: fc.boolean(),
  usesSack: fc.boolean(),
  stubborn: fc.boolean(),
  seed: fc.integer(),
  loss: fc.constantFrom(0, 0.2, 0.5),
  duplication: fc.constantFrom(0, 0.3),
  corruption: fc.constantFrom(0, 0.3),
  delayMs: fc.constantFrom(0, 40, 700),
  jitterMs: fc.constantFrom(0, 30, 900),
  firstSequence: fc.oneof(fc.constantFrom(0n, -3n, 2n ** 32n - 2n), fc.bigInt()),
  chunk: fc.constantFrom(0, 30),
});

function simulated({ seed, ...rest }: typeof world extends fc.Arbitrary<infer T> ? T : never, remarks = true) {
  const simulation: Simulation = { ...rest, luck: luckFrom(seed), remarks };
  return { crossings: simulate(simulation), simulation };
}

function read(crossings: readonly TestCrossing[]): Transfer[] {
  return readTransfers(datagrams(readPcapng(captureOf(crossings).bytes).packets), ends);
}

test('every delivered copy is found to be of the packet that it was, in any weather', () => {
  let copies = 0;
  fc.assert(
    fc.property(world, (w) => {
      const { crossings } = simulated(w);
      const { bytes, frames } = captureOf(crossings);
      const [transfer, ...others] = readTransfers(datagrams(readPcapng(bytes).packets), ends);
      assert.equal(others.length, 0);
      const found = new Map<number, SentAck>([...transfer!.packets, ...transfer!.acks].map((one) => [one.frame, one]));
      assert.equal(found.size, crossings.length);
      for (const [i, { sent, delivered }] of frames.entries()) {
        const { fate } = found.get(sent)!;
        const truth = crossings[i]!.deliveries.map(({ payload, ms, note }, nth) => {
          const corrupted = Buffer.compare(payload!, crossings[i]!.payload) !== 0;
          return { frame: delivered[nth]!, ms, corrupted, unseen: false, note };
        });
        truth.sort((a, b) => a.frame - b.frame);
        const seen = fate.deliveries.toSorted((a, b) => a.frame - b.frame);
        assert.deepEqual(
          seen.map((one, nth) => ({ ...one, ms: Math.abs(one.ms - (truth[nth]?.ms ?? 0)) < 1e-3 })),
          truth.map((one) => ({ ...one, ms: true })),
        );
        assert.equal(fate.lost, truth.length > 0 ? null : 'loss 20%');
        copies += truth.length;
      }
    }),
    { numRuns: 150 },
  );
  assert.ok(copies > 5_000, `${copies} copies`);
});

test('the figures are those of the simulated sender', () => {
  fc.assert(
    fc.property(world, (w) => {
      const { crossings, simulation } = simulated(w);
      const figures = metrics(read(crossings), simulation.window);
      const packets = crossings.filter(({ from }) => from === 'client');
      const acks = crossings.filter(({ from }) => from === 'server');
      const distinct = new Set(packets.map(({ payload }) => Buffer.from(payload).toString('latin1'))).size;
      const expected = {
        packetsSent: packets.length,
        bytesSent: packets.reduce((sum, { payload }) => sum + payload.length, 0),
        distinctPackets: distinct,
        retransmissionsNeeded: packets.length - distinct - naively(crossings).spurious,
        ...naively(crossings),
        acksSent: acks.length,
        acksDelivered: acks.reduce((sum, { deliveries }) => sum + deliveries.length, 0),
        corruptedDelivered: packets
          .flatMap(({ payload, deliveries }) => deliveries.map((one) => Buffer.compare(one.payload!, payload)))
          .filter((difference) => difference !== 0).length,
      };
      const seen = Object.fromEntries(Object.keys(expected).map((name) => [name, figures[name]]));
      assert.deepEqual(seen, expected);
      for (const rule of ['sendsBeyondWindow', 'badChecksums', 'unparsable', 'sequenceErrors', 'dataAfterEnd']) {
        assert.equal(figures[rule], 0, rule);
      }
      if (figures.timerMedianMs !== undefined) assert.ok(figures.timerMedianMs >= simulation.timerMs - 0.1);
      for (const [name, value] of Object.entries(figures)) assert.ok(Number.isFinite(value), name);
    }),
    { numRuns: 100 },
  );
});

/** The same asked packet by packet, of what the simulation knows of acknowledgements. */
function naively(crossings: readonly TestCrossing[]) {
  const packets = crossings.filter(({ from }) => from === 'client').map(({ ms, payload }) => ({ ms, ...fields(payload) }));
  const acks = crossings.flatMap(({ from, payload, deliveries }) =>
    deliveries
      .filter((one) => from === 'server' && Buffer.compare(one.payload!, payload) === 0)
      .map(({ ms }) => ({ ms, ...fields(payload) })),
  );
  const isKnown = (seq: bigint, ms: number, withHeld: boolean) =>
    acks.some((ack) => ack.ms <= ms && (ack.seq > seq || (withHeld && ack.held.includes(seq))));
  const outstanding = packets.map(({ ms }, i) => {
    const sent = new Set(packets.slice(0, i + 1).map(({ seq }) => seq));
    return [...sent].filter((seq) => !isKnown(seq, ms, true)).length;
  });
  const isAgain = (seq: bigint, i: number) => packets.slice(0, i).some((one) => one.seq === seq);
  const spurious = packets.filter(({ seq, ms }, i) => isAgain(seq, i) && isKnown(seq, ms - 10, false)).length;
  return { maxOutstanding: Math.max(...outstanding), spurious };
}

function fields(payload: Uint8Array) {
  const [, number] = Buffer.from(payload).toString('latin1').split('|');
  const [seq, list = ''] = number!.split(';');
  return { seq: BigInt(seq!), held: list === '' ? [] : list.split(',').map(BigInt) };
}

test('a link that makes no remarks: the counts of copies are the same', () => {
  fc.assert(
    fc.property(world, (w) => {
      const { crossings } = simulated({ ...w, jitterMs: 0 }, false);
      const [transfer] = read(crossings);
      const copies = (list: readonly SentAck[]) => list.reduce((sum, { fate }) => sum + fate.deliveries.length, 0);
      const truth = (who: string) =>
        crossings.filter(({ from }) => from === who).reduce((sum, { deliveries }) => sum + deliveries.length, 0);
      assert.ok(Math.abs(copies(transfer!.acks) - truth('server')) <= surplusDamaged(crossings, 'server'));
      assert.ok(Math.abs(copies(transfer!.packets) - truth('client')) <= surplusDamaged(crossings, 'client'));
    }),
    { numRuns: 60 },
  );
});

/** Copies that nothing tells whose they are: damaged, beside a whole one. */
function surplusDamaged(crossings: readonly TestCrossing[], who: string): number {
  return crossings
    .filter(({ from }) => from === who)
    .flatMap(({ payload, deliveries }) => deliveries.filter((one) => Buffer.compare(one.payload!, payload) !== 0))
    .length;
}

test('a capture in pieces gives the same transfer', async () => {
  const { crossings } = simulated({ ...fc.sample(world, { seed: 7, numRuns: 1 })[0]!, loss: 0.2 });
  const { bytes } = captureOf(crossings);
  for (const size of [1, 7, 1000, bytes.length]) {
    const recorder = transferRecorder(ends);
    async function* pieces() {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    }
    for await (const one of streamedDatagrams(pieces())) recordDatagram(recorder, one);
    assert.deepEqual(transfersOf(recorder), read(crossings));
  }
});

const data = (seq: number, text = 'x') => encodeMessage({ type: 'data', seq: BigInt(seq), data: Buffer.from(text) });
const start = encodeMessage({ type: 'start', seq: 0n });
const end = (seq: number) => encodeMessage({ type: 'end', seq: BigInt(seq) });
const ack = (seq: number) => encodeMessage({ type: 'ack', seq: BigInt(seq) });
const sent = (ms: number, payload: Uint8Array, port = 40_000): TestCrossing => ({
  from: 'client',
  ms,
  payload,
  port,
  deliveries: [{ ms: ms + 0.1 }],
});
const answered = (ms: number, seq: number, delivered = ms + 0.1, port = 40_000): TestCrossing => ({
  from: 'server',
  ms,
  payload: ack(seq),
  port,
  deliveries: [{ ms: delivered }],
});
const outcome = (...crossings: TestCrossing[]) => {
  const [transfer] = read(crossings);
  return { figures: metrics([transfer!]), broken: violations(transfer!), transfer: transfer! };
};
const rulesOf = (...crossings: TestCrossing[]) => outcome(...crossings).broken.map(({ rule, count }) => [rule, count]);

test('the window: what excuses a sixth packet and what does not', () => {
  const burst = (count: number) => [
    sent(0, start),
    ...Array.from({ length: count - 1 }, (_, i) => sent(i + 1, data(i + 1))),
  ];
  assert.deepEqual(rulesOf(...burst(5)), []);
  assert.deepEqual(rulesOf(...burst(6)), [['window', 1]]);
  const { figures, broken } = outcome(...burst(8));
  assert.deepEqual([figures.maxOutstanding, figures.sendsBeyondWindow, figures.beyondWindowMost], [8, 3, 8]);
  assert.deepEqual(broken[0]!.first.text, 'data 5 makes 6 outstanding, where 5 are the most');
  // The sixth at 5 ms; the acknowledgement was under way, and came within 10 ms, or after.
  assert.deepEqual(rulesOf(...burst(6), answered(4.9, 1, 14.9)), []);
  assert.deepEqual(rulesOf(...burst(6), answered(4.9, 1, 15.1)), [['window', 1]]);
  // It had not been sent yet: no sender can have known.
  assert.deepEqual(rulesOf(...burst(6), answered(5.1, 1, 5.2)), [['window', 1]]);
  assert.equal(outcome(...burst(6), answered(4.9, 1, 14.9)).figures.maxOutstanding, 6);
});

test('a retransmission is spurious from 10 ms after its acknowledgement was delivered', () => {
  const before = [sent(0, start), answered(0.2, 1), sent(1, data(1)), answered(2, 2, 100)];
  const at = (ms: number) => outcome(...before, sent(ms, data(1))).figures;
  assert.deepEqual([at(99).spurious, at(99).retransmissionsNeeded], [0, 1]);
  assert.deepEqual([at(109).spurious, at(109).retransmissionsNeeded], [0, 1]);
  assert.deepEqual([at(110.1).spurious, at(110.1).retransmissionsNeeded], [1, 0]);
  const { first } = outcome(...before, sent(150, data(1))).broken[0]!;
  assert.deepEqual(first, { frame: 9, ms: 150, text: 'data 1 is sent again 50 ms after its acknowledgement' });
});

test('a damaged acknowledgement acknowledges nothing', () => {
  const harmed = { ...answered(2, 2), deliveries: [{ ms: 3, payload: ack(9), note: 'corrupted (visible, byte 4)' }] };
  const { figures, transfer } = outcome(sent(0, start), sent(1, data(1)), harmed, sent(501, data(1)));
  assert.deepEqual([figures.spurious, figures.corruptedAcksDelivered, figures.maxOutstanding], [0, 1, 2]);
  assert.equal(transfer.acks[0]!.fate.deliveries[0]!.corrupted, true);
});

test('each breach of the format and of the order is found, with its first packet', () => {
  const plain = (text: string, ms: number) => sent(ms, Buffer.from(text));
  const big = encodeMessage({ type: 'data', seq: 1n, data: new Uint8Array(1460) });
  assert.deepEqual(rulesOf(sent(0, start), sent(1, big)), [['size', 1]]);
  assert.deepEqual(rulesOf(sent(0, start), plain('data|1|x|-5', 1), plain('data|1|x|-5', 2)), [['checksum', 2]]);
  assert.deepEqual(rulesOf(sent(0, start), plain('hello', 1)), [['unparsable', 1]]);
  assert.deepEqual(rulesOf(sent(0, data(0))), [['sequence', 1]]);
  assert.deepEqual(rulesOf(sent(0, start), sent(1, data(2)), sent(2, data(1))), []);
  assert.deepEqual(rulesOf(sent(0, start), sent(1, data(2)), sent(2, data(3))), [['sequence', 1]]);
  assert.deepEqual(rulesOf(sent(0, start), sent(1, data(0))), [['sequence', 1]]);
  assert.deepEqual(rulesOf(sent(0, start), sent(1, data(-1))), [['sequence', 1]]);
  assert.deepEqual(rulesOf(sent(0, start), sent(1, encodeMessage({ type: 'start', seq: 1n }))), [['sequence', 1]]);
  assert.deepEqual(rulesOf(sent(0, start), sent(1, data(1, 'a')), sent(501, data(1, 'b'))), [['changed', 1]]);
  const [early] = outcome(sent(0, start), sent(1, data(1)), sent(2, end(2))).broken;
  assert.equal(early!.first.text, 'end 2 is sent while 2 before it are not acknowledged');
  const late = [
    sent(0, start),
    answered(0.2, 1),
    sent(1, end(1)),
    answered(1.2, 2),
    sent(2, data(2)),
    sent(3, data(2)),
  ];
  assert.deepEqual(rulesOf(...late), [['data-after-end', 1]]);
  const far = encodeMessage({ type: 'data', seq: 10n ** 30n });
  assert.deepEqual(rulesOf(sent(0, start), sent(1, far)), [['sequence', 1]]);
});

test('completion is the delivery of the acknowledgement of the end; without it, it is left out', () => {
  const begin = [sent(5, start), answered(5.2, 1), sent(6, data(1)), answered(6.2, 2), sent(8, end(2))];
  assert.equal('completionMs' in outcome(...begin).figures, false);
  assert.equal('timerMedianMs' in outcome(...begin).figures, false);
  const done = outcome(...begin, answered(9, 3, 12), answered(20, 3)).figures;
  assert.deepEqual([done.completionMs, done.sendingMs, done.longestIdleMs], [7, 3, 2]);
});

test('several sockets: each is a transfer, transmissions are counted over all, figures add up', () => {
  const both = read([
    sent(0, start, 40_001),
    sent(1, start, 40_002),
    answered(2, 1, 2.1, 40_001),
    sent(20, start, 40_002),
    sent(30, data(1), 40_001),
  ]);
  assert.deepEqual(
    both.map(({ socket, packets }) => [
      socket,
      packets.map(({ transmission, isNew, spurious }) => [transmission, isNew, spurious]),
    ]),
    [
      [
        '10.0.0.1:40001',
        [
          [1, true, false],
          [1, true, false],
        ],
      ],
      [
        '10.0.0.1:40002',
        [
          [2, true, false],
          [3, false, false],
        ],
      ],
    ],
  );
  const { packetsSent, distinctPackets, retransmissionsNeeded, sequenceErrors } = metrics(both);
  assert.deepEqual(
    { packetsSent, distinctPackets, retransmissionsNeeded, sequenceErrors },
    {
      packetsSent: 4,
      distinctPackets: 2,
      retransmissionsNeeded: 2,
      sequenceErrors: 0,
    },
  );
});

test('nothing sent: no transfer, and of no transfer only counts', () => {
  assert.deepEqual(read([]), []);
  const figures = metrics([]);
  assert.equal(figures.packetsSent, 0);
  assert.equal('completionMs' in figures || 'maxOutstanding' in figures || 'firstSequence' in figures, false);
});
