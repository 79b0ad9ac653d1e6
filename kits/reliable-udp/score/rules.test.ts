import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goodPackets, packet } from '../judge/built-trial.ts';
import { type Choose, graded, lineOf, pointsOf } from './graded.ts';

/** So many outstanding before the first acknowledgement. */
const windowOf =
  (size: number): Choose =>
  (one, trial) => {
    const file = one.trials[0]!.server!.writes!.expected[0]!;
    if (trial !== 'sender') return {};
    const packets = goodPackets(file).map(({ payload }, seq) => {
      const ms = 20 * Math.floor(seq / size) + 0.1 * (seq % size);
      return { ms, payload, ack: { ms: ms + 5, seq: seq + 1 } };
    });
    return { packets };
  };

test('six outstanding cost 2, more cost 6, once over all cases', () => {
  const config = { cases: ['clean', 'named'] };
  assert.equal(lineOf(graded(config, windowOf(6)), 'rules/window').points, 4);
  const seven = graded(config, windowOf(8));
  assert.equal(lineOf(seven, 'rules/window').points, 0);
  assert.equal(lineOf(seven, 'correct/files').points, 20);
  const said = (reasons: readonly { text: string }[]) => / (\d+)( in (\d+) cases)?; first /.exec(reasons[0]!.text)!;
  const [, packets, , cases] = said(lineOf(seven, 'rules/window').reasons);
  const beyond = seven.cases.map(({ metrics }) => metrics.sendsBeyondWindow ?? 0).filter((count) => count > 0);
  assert.ok(beyond.length > 1);
  assert.equal(
    Number(packets),
    beyond.reduce((a, b) => a + b),
    'the line counts over all cases, and says so',
  );
  assert.equal(Number(cases), beyond.length);
  for (const { feedback, metrics } of seven.cases) {
    const told = feedback.filter(({ code }) => code === 'window');
    if (told.length > 0) assert.equal(Number(said(told)[1]), metrics.sendsBeyondWindow, 'a case counts its own');
  }
  const pictures = seven.cases.filter(({ drawings }) => drawings.length > 0);
  assert.equal(pictures.length, 1, 'of the first case alone');
});

test('a sender that never ends loses five points, once', () => {
  const grading = graded({ cases: ['clean'] }, (_, trial) =>
    trial === 'sender' ? { end: { how: 'stopped' }, lifetimeMs: 3500 } : {},
  );
  const { 'rules/exits': exits, 'correct/files': files } = pointsOf(grading);
  assert.deepEqual([exits, files], [0, 20]);
});

test('another exit code costs half of that; output costs its line', () => {
  const code = graded({ cases: ['clean'] }, () => ({ end: { how: 'exited', code: 3 } }));
  assert.equal(lineOf(code, 'rules/exits').points, 2.5);
  const loud = graded({ cases: ['clean'] }, () => ({ stdout: 'hello\n' }));
  assert.equal(lineOf(loud, 'rules/quiet').points, 0);
});

test('large messages and giving up have lines of their own', () => {
  const large = graded({ cases: ['clean/binary'] }, (one) => {
    const file = one.trials[0]!.server!.writes!.expected[0]!;
    return { packets: [...goodPackets(file), { ms: 400, payload: packet('data', 30, Buffer.alloc(1500)) }] };
  });
  assert.equal(lineOf(large, 'rules/size').points, 0);
  const soon = graded({ cases: ['give-up'] }, ({ id }) => (id === 'give-up' ? { lifetimeMs: 3000 } : {}));
  assert.deepEqual(
    [lineOf(soon, 'rules/givesUp').points, lineOf(soon, 'rules/givesUp').reasons[0]!.code],
    [0, 'gives-up-too-soon'],
  );
});
