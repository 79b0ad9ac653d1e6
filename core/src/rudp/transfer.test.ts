import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { datagrams, streamedDatagrams } from '../wire/datagrams.ts';
import { readPcapng } from '../wire/pcapng.ts';
import { metrics } from './metrics.ts';
import { luckFrom, type Simulation, simulate } from './simulated-transfer.ts';
import { readTransfers, recordDatagram, type SentAck, transferRecorder, transfersOf } from './transfer.ts';
import { captureOf, ends, read, type TestCrossing } from './transfer-builder.ts';

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
          seen.map(({ wrongSeq: _, ...one }, nth) => ({ ...one, ms: Math.abs(one.ms - (truth[nth]?.ms ?? 0)) < 1e-3 })),
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
  const packets = crossings
    .filter(({ from }) => from === 'client')
    .map(({ ms, payload }) => ({ ms, ...fields(payload) }));
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

test('several senders at once send nothing again that another has sent', () => {
  const { crossings } = simulated({ ...fc.sample(world, { seed: 7, numRuns: 1 })[0]!, loss: 0, corruption: 0 });
  const both = [40_000, 40_001].flatMap((port) => crossings.map((one) => ({ ...one, port, ms: one.ms + port / 1e6 })));
  const packets = [...datagrams(readPcapng(captureOf(both).bytes).packets)];
  const resent = (several: boolean) =>
    readTransfers(packets, { ...ends, several }).map((one) => one.packets.filter((of) => of.transmission > 1).length);
  const alone = read(crossings)[0]!.packets.filter(({ transmission }) => transmission > 1).length;
  assert.deepEqual(resent(true), [alone, alone]);
  assert.ok(Math.max(...resent(false)) > alone, 'one who uses two sockets does');
});

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

test('nothing of the payloads is kept', () => {
  const recorder = transferRecorder(ends);
  const { crossings } = simulated({ ...fc.sample(world, { seed: 7, numRuns: 1 })[0]!, corruption: 0.3 });
  for (const one of datagrams(readPcapng(captureOf(crossings).bytes).packets)) recordDatagram(recorder, one);
  assert.ok(recorder.packetsDelivered.length > 0);
  const parts: unknown[] = [recorder];
  for (const part of parts) {
    assert.equal(ArrayBuffer.isView(part), false);
    if (typeof part === 'string') assert.ok(part.length < 100);
    if (typeof part === 'object' && part !== null) parts.push(...Object.values(part));
  }
});
