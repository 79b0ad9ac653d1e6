import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Case, type FileSpec, generateFile, type Observation } from '@gradewire/core';
import { endLostId } from '../plan/catalogue.ts';
import { firstFile } from '../plan/opening.ts';
import { plan } from '../plan/plan.ts';
import { type Built, done, goodPackets, observed, packet, program, type Sent, setupWith } from './built-trial.ts';
import { judge } from './judge.ts';

const setup = setupWith();
const file: FileSpec = firstFile(setup);
const packets = goodPackets(file);
const first = plan(setup, new Map())[0]!;
const ack = (seq: number, ms: number) => ({ seq, ms });

function seenOf(graded: Case, built: Partial<Built>, trial = 'sender'): Observation {
  return observed(graded.trials.find(({ name }) => name === trial)!, { file, packets, ...built });
}
const judged = (built: Partial<Built>) => judge(setup, first, [seenOf(first, built)]);
const codesOf = (built: Partial<Built>) => judged(built).feedback.map(({ code }) => code);

test('a good sender passes without a word, a picture or evidence', () => {
  const { outcome, blame, feedback, evidence, drawings, metrics } = judged({});
  assert.deepEqual(
    { outcome, blame, feedback, evidence, drawings },
    {
      outcome: 'passed',
      blame: null,
      feedback: [],
      evidence: [],
      drawings: [],
    },
  );
  assert.equal(metrics.packetsSent, packets.length);
  assert.equal(metrics.medianPayloadBytes, 1000);
  assert.deepEqual([metrics.exitedAfterMs, metrics.exitCode], [500, 0]);
  assert.equal('exitedAfterMs' in judged({ end: { how: 'stopped' } }).metrics, false);
});

test('a failed case shows its decisive packet, as text and as a small picture', () => {
  const built = {
    packets: packets.slice(0, 9),
    written: generateFile(file).subarray(0, 8000),
    events: done.slice(0, 1),
  };
  const { blame, evidence, drawings } = judged({ ...built, end: { how: 'exited', code: 0 } });
  assert.equal(blame, 'client');
  assert.match(evidence[0]!.lines.join('\n'), /> .*data 8 .*is the last one/);
  assert.match(drawings![0]!.svg, /^<svg /);
  assert.ok(drawings![0]!.svg.length < 30_000);
});

test('a sender that still runs 3 s after its last acknowledgement never ends', () => {
  const { outcome, feedback } = judged({ end: { how: 'stopped' }, lifetimeMs: 3200 });
  assert.equal(outcome, 'passed');
  assert.match(feedback[0]!.text, /still runs 3\.0 s later/);
});

test('a sender that still waits for its last acknowledgement is not said to run for ever', () => {
  const late = packets
    .slice(0, -1)
    .concat(
      { ...packets.at(-1)!, ack: ack(22, 85) },
      { ms: 2900, payload: packets.at(-1)!.payload, ack: ack(22, 2910) },
    );
  const unacknowledged = late.map((one) =>
    one.ack?.seq === 22 && one.ms < 2000 ? { ms: one.ms, payload: one.payload } : one,
  );
  const firstAtReceiver = unacknowledged.at(-1)!;
  assert.deepEqual(codesOf({ packets: unacknowledged, end: { how: 'stopped' }, lifetimeMs: 3200 }), ['never-exits']);
  assert.deepEqual(
    codesOf({
      packets: [...unacknowledged.slice(0, -1), { ...firstAtReceiver, ack: undefined as never }].map(
        ({ ms, payload, ack: a }) => (a ? { ms, payload, ack: a } : { ms, payload }),
      ),
      end: { how: 'stopped' },
      lifetimeMs: 3200,
    }),
    [],
  );
});

test('a sender that waits for a lost last acknowledgement without asking for it never ends', () => {
  const lost = packets.map((one, seq) => (seq === 21 ? { ...one, ack: { ...one.ack!, isLost: true as const } } : one));
  const silent = judged({ packets: lost, end: { how: 'stopped' }, lifetimeMs: 3200 });
  assert.deepEqual([silent.outcome, silent.feedback[0]?.code], ['passed', 'never-exits']);
  assert.match(silent.feedback[0]!.text, /neither ends nor sends anything for \d\.\d s \(packet \d+ at 0\.080 s\)/);
  const asks = [500, 1000, 1500, 2000, 2500].map((ms) => ({ ms, payload: packets[21]!.payload }));
  assert.deepEqual(codesOf({ packets: [...lost, ...asks], end: { how: 'stopped' }, lifetimeMs: 3200 }), []);
  const backsOff = [500, 1500].map((ms) => ({ ms, payload: packets[21]!.payload }));
  assert.deepEqual(codesOf({ packets: [...lost, ...backsOff], end: { how: 'stopped' }, lifetimeMs: 3200 }), []);
});

const endless = packets.map((one, seq) => (seq === 21 ? { ms: one.ms, payload: one.payload } : one));

test('an end that is lost: staying without sending it again, and leaving without it', () => {
  const graded = plan(setup, new Map([[first.id, [seenOf(first, {})]]])).find(({ id }) => id === endLostId)!;
  const judgedThere = (built: Partial<Built>, at = graded) => {
    const own = at.trials[0]!.server!.writes!.expected[0]!;
    const seen = seenOf(at, { file: own, packets: endless, events: done.slice(0, 1), ...built });
    const { outcome, feedback } = judge(setup, at, [seen]);
    return [outcome, feedback[0]?.code];
  };
  const closed = '{"event":"closed","connection":1}';
  const stays: Partial<Built> = { events: [done[0]!, closed], end: { how: 'stopped' }, lifetimeMs: 10_600 };
  assert.deepEqual(judgedThere(stays), ['passed', 'never-exits']);
  assert.deepEqual(judgedThere({}), ['failed', 'leaves-before-end']);
  assert.deepEqual(judgedThere({ end: { how: 'exited', code: 1 } }), ['failed', 'leaves-before-end']);
  assert.deepEqual(judgedThere({ packets, events: done }), ['passed', undefined]);
  assert.deepEqual(judgedThere({}, first), ['passed', 'no-end'], 'elsewhere it is told, and has the file');
});

test('a named packet that never came is said, and costs nothing', () => {
  const opened = plan(setup, new Map([[first.id, [seenOf(first, {})]]]));
  const judgedThere = (id: string, built: Partial<Built>) => {
    const at = opened.find((one) => one.id === id)!;
    const own = at.trials[0]!.server!.writes!.expected[0]!;
    const { outcome, blame, feedback } = judge(setup, at, [seenOf(at, { file: own, ...built })]);
    assert.equal(blame, outcome === 'passed' ? null : 'client');
    return [outcome, ...feedback.map(({ code, text }) => (code === 'untried' ? text : code))];
  };
  const third = 'named/third-data-lost';
  assert.deepEqual(judgedThere(third, { rules: [{ matched: 2, applied: 0 }] }), [
    'passed',
    'Passed untried: the case is about the 3rd packet of type data, and the transfer was over before one came, after 2 of them.',
  ]);
  assert.deepEqual(judgedThere('named/last-ack-lost', { rules: [{ matched: 0, applied: 0 }] }), [
    'passed',
    'Passed untried: the case is about a packet that begins with "ack|22|", and the transfer was over before one came.',
  ]);
  assert.deepEqual(judgedThere(third, { rules: [{ matched: 22, applied: 1 }] }), ['passed']);
  assert.deepEqual(judgedThere(third, {}), ['passed'], 'observations of before do not say');
  const failed = { written: Buffer.alloc(0), events: done.slice(0, 1), rules: [{ matched: 2, applied: 0 }] };
  assert.ok(!judgedThere(third, failed).includes('untried'), 'what fails has its cause');
  assert.equal(judgedThere(third, failed)[0], 'failed');
});

test('what a believed damaged acknowledgement adds to the window is no breach of it', () => {
  const sent = packets.slice(0, 5).map(({ ms, payload }) => ({ ms, payload }));
  const more = packets.slice(5, 12).map(({ payload }, i) => ({ ms: 20 + i, payload }));
  const second = { ...sent[1]!, ack: { ms: 6, seq: 10, arrivesAs: 40 } };
  const codes = (packet: Sent) => codesOf({ packets: [sent[0]!, packet, ...sent.slice(2), ...more] });
  assert.ok(codes(sent[1]!).includes('window'));
  assert.ok(!codes(second).some((code) => code.startsWith('window')), codes(second).join());
});

test('a flood whose file arrives passes, and is told', () => {
  const { outcome, feedback, metrics } = judged({ notCaptured: 30_000, elsewhere: 20_000, lifetimeMs: 800 });
  assert.deepEqual([outcome, feedback[0]?.code, metrics.packetsSent], ['passed', 'floods', 20_000]);
});

test('exit codes, crashes at the end, output and a missing end are told though the file is whole', () => {
  assert.deepEqual(codesOf({ end: { how: 'exited', code: 3 } }), ['exit-code']);
  assert.deepEqual(codesOf({ end: { how: 'signalled', signal: 'SIGSEGV' } }), ['crashes-at-end']);
  assert.deepEqual(codesOf({ stdout: 'sent 1\nsent 2\n' }), ['prints']);
  assert.deepEqual(codesOf({ packets: packets.slice(0, -1), events: done.slice(0, 1) }), ['no-end']);
});

/** All at once: so many are outstanding before the first acknowledgement. */
const burstOf = (size: number): Sent[] =>
  packets.map((one, seq) => {
    const ms = 20 * Math.floor(seq / size) + 0.1 * (seq % size);
    return { ms, payload: one.payload, ack: ack(seq + 1, ms + 5) };
  });

test('the window: six, and more than six, at three packets or more', () => {
  assert.deepEqual(codesOf({ packets: burstOf(6) }), ['window-of-six']);
  const { feedback, drawings } = judged({ packets: burstOf(8) });
  assert.match(
    feedback[0]!.text,
    /^More than five .* beyond the window: \d+; first packet 6 at 0\.001 s: data 5 makes 6 /,
  );
  assert.equal(drawings?.length, 1);
  const twice = [
    ...burstOf(7).slice(0, 7),
    ...packets.slice(7).map((one) => ({ ...one, ms: one.ms + 100, ack: ack(one.ack!.seq, one.ack!.ms + 100) })),
  ];
  assert.deepEqual(codesOf({ packets: twice }), [], 'two packets are let pass');
});

test('messages above 1472 bytes', () => {
  const large = { ms: 300, payload: packet('data', 22, Buffer.alloc(1480)), ack: ack(23, 305) };
  assert.ok(codesOf({ packets: [...packets.slice(0, -1), large] }).includes('packet-size'));
});

test('what is acknowledged is sent again', () => {
  const again = packets.slice(0, 5).map(({ payload }, i) => ({ ms: 200 + i, payload }));
  assert.deepEqual(codesOf({ packets: [...packets, ...again] }), ['resends-acknowledged']);
});

test('numbers that do not rise by one, data after the end and packets that change are told', () => {
  const other = packet('data', 3, Buffer.from('other'));
  assert.ok(
    codesOf({ packets: [...packets.slice(0, 8), { ms: 25, payload: other }, ...packets.slice(8)] }).includes(
      'changes-packets',
    ),
  );
  const gap = packets.filter((_, i) => i !== 7);
  assert.ok(codesOf({ packets: gap }).includes('numbers-wrong'));
  const after = { ms: 120, payload: packet('data', 22, Buffer.from('more')), ack: ack(23, 125) };
  assert.ok(codesOf({ packets: [...packets, after] }).includes('data-after-end'));
});

test('one timer for all: packets are sent again before their time', () => {
  const sent: Sent[] = packets.map(({ ms, payload }) => ({ ms: 12 * ms, payload }));
  const again = sent.flatMap(({ payload, ms }, i) =>
    i % 5 === 0
      ? sent.slice(i, i + 5).map((one, j) => ({ ms: ms + 120 + j, payload: j === 0 ? payload : one.payload }))
      : [],
  );
  const slower = sent.map((one, i) => ({ ...one, ms: one.ms + (i % 5) * 20 }));
  const codes = codesOf({ packets: [...slower, ...again].sort((a, b) => a.ms - b.ms) });
  assert.ok(codes.includes('resends-all'), codes.join());
});

test('a sender that works only with other arguments is told which', () => {
  const silent = seenOf(first, {
    packets: [],
    written: null,
    events: [],
    end: { how: 'exited', code: 2 },
    elsewhere: 0,
  });
  const second = plan(setup, new Map([[first.id, [silent]]]))[0]!;
  assert.deepEqual(
    second.trials.map(({ name }) => name),
    ['sender', 'sender/file-host-port'],
  );
  const { outcome, feedback } = judge(setup, second, [silent, seenOf(second, {}, 'sender/file-host-port')]);
  assert.equal(outcome, 'passed');
  assert.match(feedback[0]!.text, /"FILE ADDRESS PORT"/);
  assert.equal(program.argumentForms[1]!.name, 'file-host-port');
});

test('giving up: not too soon, not too late, and not with code 0', () => {
  const graded = plan(setup, new Map([[first.id, [seenOf(first, {})]]])).find(({ id }) => id === 'give-up')!;
  const start = Array.from({ length: 9 }, (_, i) => ({ ms: 500 * i, payload: packets[0]!.payload }));
  const verdict = (lifetimeMs: number, end: Built['end']) => {
    const built = { packets: start, written: Buffer.alloc(0), events: done.slice(0, 1), lifetimeMs };
    return judge(setup, graded, [seenOf(graded, end ? { ...built, end } : built)]);
  };
  const code = (...how: Parameters<typeof verdict>) => verdict(...how).feedback[0]?.code;
  assert.match(verdict(12_000, { how: 'exited', code: 1 }).drawings![0]!.svg, /^<svg .*the last one/s);
  assert.equal(code(30_000, { how: 'exited', code: 1 }), undefined);
  assert.equal(code(12_000, { how: 'exited', code: 1 }), 'gives-up-too-soon');
  assert.equal(code(30_000, { how: 'exited', code: 0 }), 'gives-up-with-0');
  assert.equal(code(63_000, { how: 'wall-limit' }), 'never-gives-up');
  assert.equal(code(61_000, { how: 'exited', code: 1 }), 'never-gives-up');
});
