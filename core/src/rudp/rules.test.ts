import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeMessage } from './message.ts';
import { metrics } from './metrics.ts';
import { loadTransfer, storeTransfer } from './stored-transfer.ts';
import type { Transfer } from './transfer.ts';
import { read, type TestCrossing } from './transfer-builder.ts';
import { violations } from './violations.ts';

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

test('what a sack lists is not outstanding; what it lists while under way is excused', () => {
  const sack = encodeMessage({ type: 'sack', seq: 0n, held: [2n, 3n] });
  const answer = (delivered: number): TestCrossing => ({ ...answered(4.5, 0, delivered), payload: sack });
  const six = [sent(0, start), ...[1, 2, 3, 4, 5].map((seq) => sent(seq, data(seq)))];
  const last = ({ packets }: Transfer) => [packets[5]!.outstanding, packets[5]!.outstandingWithGrace];
  assert.deepEqual(last(outcome(...six, answer(4.9)).transfer), [4, 4]);
  assert.deepEqual(last(outcome(...six, answer(14.9)).transfer), [6, 4]);
  assert.deepEqual(last(outcome(...six, answer(15.1)).transfer), [6, 6]);
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
  const { corrupted, wrongSeq } = transfer.acks[0]!.fate.deliveries[0]!;
  assert.deepEqual([corrupted, wrongSeq], [true, 9n]);
  assert.deepEqual(loadTransfer(JSON.parse(JSON.stringify(storeTransfer(transfer)))), transfer);
});

test('a second start with a number of its own abandons what was outstanding, unless that is sent again', () => {
  const five = [sent(0, start), ...[1, 2, 3, 4].map((seq) => sent(seq, data(seq)))];
  const afresh = (ms: number, seq: number, type: 'start' | 'data') =>
    sent(ms, encodeMessage({ type, seq: BigInt(seq), data: Buffer.from('x') }));
  const again = [afresh(1000, 70, 'start'), ...[71, 72, 73].map((seq) => afresh(1000 + seq, seq, 'data'))];
  assert.deepEqual(outcome(...five, ...again).figures.sendsBeyondWindow, 0);
  const both = [...five, ...again, sent(1100, data(1)), sent(1101, data(2)), afresh(1102, 74, 'data')];
  assert.deepEqual(outcome(...both).figures.maxOutstanding, 7);
  // A start that is merely sent again begins nothing.
  assert.deepEqual(outcome(...five, sent(500, start), sent(501, data(5))).figures.maxOutstanding, 6);
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
