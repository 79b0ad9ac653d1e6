import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Grading } from '@gradewire/core';
import { type Built, goodPackets, setupWith } from '../judge/built-trial.ts';
import { plan } from '../plan/plan.ts';
import { grade } from './grade.ts';
import { type Choose, graded, lineOf, pointsOf } from './graded.ts';
import { shareFor } from './measures.ts';

test('a good sender gets all of the hundred points, and its lines are those of the policy', () => {
  const grading = graded({});
  const [subject] = grading.subjects;
  assert.deepEqual([subject!.score, subject!.maxScore], [100, 100]);
  assert.deepEqual(
    Object.fromEntries(
      subject!.lines.filter(({ kind }) => kind !== 'extra').map(({ id, maxPoints }) => [id, maxPoints]),
    ),
    {
      'correct/files': 20,
      'correct/loss': 12,
      'correct/corruption': 8,
      'correct/disorder': 7,
      'correct/delay': 6,
      'correct/named': 5,
      'correct/everything': 2,
      'rules/window': 6,
      'rules/exits': 5,
      'rules/size': 3,
      'rules/givesUp': 3,
      'rules/quiet': 2,
      'rules/resends': 1,
      time: 10,
      packets: 10,
    },
  );
  assert.deepEqual(grading.matrix, { clients: [], servers: [], cells: {} });
});

const broken: Partial<Built> = {
  written: Buffer.from('other'),
  end: { how: 'exited', code: 1 },
  events: ['"event":"open"'],
};

test('a chance case scores by the share of its seeds that pass', () => {
  const grading = graded({ cases: ['loss/50'] }, ({ id }) => (/seed-[12]$/.test(id) ? broken : {}));
  assert.equal(lineOf(grading, 'correct/loss').points, 7.2);
  assert.equal(lineOf(grading, 'correct/loss').maxPoints, 12);
});

test('lines of what was not asked for are left out', () => {
  const { subjects } = graded({ cases: ['loss/50'] });
  const ids = subjects[0]!.lines.map(({ id }) => id);
  assert.ok(
    !ids.includes('correct/delay') &&
      !ids.includes('rules/givesUp') &&
      !ids.includes('extra/sack') &&
      !ids.includes('time'),
  );
});

test('time and packets: in proportion between the thresholds', () => {
  const [time, packets] = [
    { fullAt: 1.5, noneAt: 4 },
    { fullAt: 1.25, noneAt: 3 },
  ];
  assert.deepEqual(
    [1, 1.5, 2.75, 4, 9].map((ratio) => shareFor(ratio, time)),
    [1, 1, 0.5, 0, 0],
  );
  assert.deepEqual(
    [1.25, 2.125, 3].map((ratio) => shareFor(ratio, packets)),
    [1, 0.5, 0],
  );
});

const slowed =
  (factor: number): Choose =>
  (one, trial) => {
    if (trial !== 'sender' || !one.id.startsWith('loss')) return {};
    const file = one.trials[0]!.server!.writes!.expected[0]!;
    const packets = goodPackets(file).map(({ ms, payload, ack }) => ({
      ms: ms * factor,
      payload,
      ack: { ms: ms * factor + 5, seq: ack!.seq },
    }));
    return { packets, lifetimeMs: 60_000 };
  };

test('a slow sender loses time and nothing else', () => {
  const grading = graded({ cases: ['loss/10'], measured: ['loss/10'] }, slowed(3));
  const time = lineOf(grading, 'time');
  assert.ok(time.points > 3 && time.points < 6, `${time.points}`);
  assert.match(time.reasons[0]!.text, /Right but slow: loss\/10\/both takes 2\.\d times/);
  assert.equal(lineOf(grading, 'packets').points, 10);
  assert.equal(lineOf(grading, 'correct/loss').points, 12);
});

test('time and packets are scaled by the share that passed', () => {
  const choose: Choose = ({ id }, trial) => (trial === 'sender' && id.endsWith('seed-1') ? broken : {});
  const grading = graded({ cases: ['loss/10'], measured: ['loss/10'] }, choose);
  assert.equal(lineOf(grading, 'time').points, 8);
});

test('a flood loses its packets and says so; its time is what it took', () => {
  const choose: Choose = ({ id }, trial) =>
    trial === 'sender' && id.startsWith('loss')
      ? { packets: [], notCaptured: 9000, elsewhere: 18_000, lifetimeMs: 300 }
      : {};
  const grading = graded({ cases: ['loss/10'], measured: ['loss/10'], seeds: 1 }, choose);
  const [time, packets] = [lineOf(grading, 'time'), lineOf(grading, 'packets')];
  assert.deepEqual([time.points, packets.points, packets.reasons[0]?.code], [10, 0, 'floods']);
  assert.equal(lineOf(grading, 'correct/loss').points, 12);
  const endless = graded({ cases: ['loss/10'], measured: ['loss/10'], seeds: 1 }, (one, trial) => {
    const seen = choose(one, trial)!;
    return 'notCaptured' in seen ? { ...seen, end: { how: 'stopped' } } : seen;
  });
  assert.deepEqual([lineOf(endless, 'time').points, lineOf(endless, 'time').reasons[0]?.code], [0, 'floods']);
});

test('a case beside the reference has both figures among its metrics', () => {
  const { cases } = graded({ cases: ['loss/10'], seeds: 1 });
  const { metrics } = cases.find(({ id }) => id === 'loss/10/both/seed-1')!;
  assert.equal(metrics.timeRatio, 1);
  assert.equal(metrics.referencePacketsSent, metrics.packetsSent);
  assert.ok(metrics.referenceCompletionMs! > 0);
});

test('an encoding is charged once, under files, though every case fails for it', () => {
  const grading = graded({ cases: ['clean/binary', 'loss/10', 'corrupt'] }, (one, trial) => {
    const file = one.trials[0]!.server!.writes!.expected[0]!;
    return trial === 'sender' ? { written: hex(goodPackets(file), file) } : {};
  });
  const points = pointsOf(grading);
  assert.deepEqual([points['correct/files'], points['correct/loss'], points['correct/corruption']], [0, 12, 8]);
  assert.match(lineOf(grading, 'correct/loss').reasons[0]!.text, /Charged once/);
});

function hex(packets: ReturnType<typeof goodPackets>, { bytes }: { bytes: number }): Uint8Array {
  const data = packets.map(({ payload }) => Buffer.from(payload).toString('latin1').split('|').slice(2, -1).join('|'));
  const text = Buffer.from(data.join(''), 'latin1').toString('hex');
  assert.equal(text.length, 2 * bytes);
  return Buffer.from(text);
}

test('a sender that fails the first case is shown all that was not run, and gets nothing', () => {
  const grading = graded({ suite: 'public' }, () => broken);
  assert.equal(grading.subjects[0]!.score, 0);
  const others = grading.cases.filter(({ id }) => id !== 'clean/text');
  assert.ok(
    others.length > 8 &&
      others.every(({ outcome, feedback }) => outcome === 'not-run' && feedback[0]!.code === 'not-run'),
  );
});

test('a sender that is not there, or not built, has lines without points', () => {
  const setup = {
    ...setupWith(),
    builds: new Map([
      [
        'sender/sender',
        { program: 'sender/sender', outcome: 'build-failed', command: 'make', log: 'x.c:1: error: no' } as const,
      ],
    ]),
  };
  const unbuilt = grade(setup, plan(setup, new Map()), new Map());
  assert.equal(unbuilt.subjects[0]!.score, 0);
  assert.match(unbuilt.subjects[0]!.lines[0]!.reasons[0]!.text, /could not be built: x\.c:1: error: no/);
  const nobody = { ...setup, discovery: { ...setup.discovery, programs: [] } };
  assert.equal(
    grade(nobody, plan(nobody, new Map()), new Map()).subjects[0]!.lines[0]!.reasons[0]!.code,
    'program-missing',
  );
});

test("a case that a fault of ours kept from being judged is not said to be the sender's", () => {
  const grading = graded({ cases: ['clean/binary', 'loss/10'] }, ({ id }) => (id.startsWith('loss') ? undefined : {}));
  assert.match(lineOf(grading, 'correct/loss').reasons[0]!.text, /fault of the grader/);
});

/** Everything by which a grading names a case or a line. */
const namesIn = ({ cases, subjects }: Grading) => [
  ...cases.map(({ id }) => id),
  ...subjects.flatMap(({ lines }) => lines.flatMap((line) => [line.id, ...line.cases])),
];

test('what is withheld is neither planned nor named, and the points are those of the rest', () => {
  const without = ['give-up', 'corrupt', 'loss/30', 'extra/sack', 'everything'];
  const named = /give-?up|givesUp|corrupt|loss\/30|sack|everything/i;
  assert.match(namesIn(graded({})).join(), named);
  const grading = graded({ without });
  assert.doesNotMatch(namesIn(grading).join(), named);
  const [subject] = grading.subjects;
  const loss = lineOf(grading, 'correct/loss').maxPoints;
  assert.ok(loss < 12 && loss > 6, `${loss}`);
  // Corruption 8, everything 2, giving up 3; of time and packets one measured case in four.
  assert.equal(subject!.maxScore, 100 - (12 - loss) - 8 - 2 - 3 - 2.5 - 2.5);
  const extra = subject!.lines.filter(({ kind }) => kind === 'extra').reduce((sum, { points }) => sum + points, 0);
  assert.equal(subject!.score, subject!.maxScore + extra);
});

test('where the first case fails, what is withheld is not told to be missing either', () => {
  const grading = graded({ without: ['give-up', 'corrupt', 'extra'] }, () => broken);
  assert.doesNotMatch(namesIn(grading).join(), /give-?up|corrupt|extra\//i);
  assert.ok(grading.cases.some(({ outcome }) => outcome === 'not-run'));
});
