import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LinkProfile, type Observation } from '@gradewire/core';
import { conversation, exited, observation, outOfTime, process, served, stream } from './pair-builder.ts';
import { judgeWeather } from './weather.ts';

const direction = (part: object) => LinkProfile.parse({ name: 'w', clientToServer: part, serverToClient: part });
const delay = direction({ delay: '300ms' });
const loss = direction({ loss: { model: 'random', percent: 5 } });
const hopeless = direction({ loss: { model: 'random', percent: 40 } });
const names = { client: 'perl', server: 'go' };

const brief = (link: LinkProfile, ...seen: Observation[]) => {
  const { outcome, blame, feedback } = judgeWeather(link, seen, names);
  return { outcome, blame, code: feedback[0]?.code };
};
const alone = (seen: Omit<Parameters<typeof observation>[0], 'trial'>) => observation({ trial: 'first', ...seen });

test('a pair that is served passes, with what the link did beside it', () => {
  const { outcome, evidence, metrics } = judgeWeather(loss, [outOfTime('first', 4), served('second', 2)], names);
  assert.equal(outcome, 'passed');
  assert.deepEqual([metrics.trials, metrics.packetsLost], [2, 6]);
  assert.deepEqual(evidence.at(-1), {
    title: 'Weather w',
    lines: [
      'client → server: loss random 5%',
      'server → client: loss random 5%',
      'trial 1: 4 of 20 packets lost',
      'trial 2: 2 of 20 packets lost',
    ],
  });
});

test('a client that gives up connecting is to blame, not the server whose answer was on its way', () => {
  const clients = [process(0, 320, exited(1), '', 'timed out')];
  const conversations = [conversation(20, stream('', 0), stream('', 0), false)];
  const { feedback, ...verdict } = judgeWeather(delay, [alone({ clients, conversations })], names);
  assert.deepEqual([verdict.outcome, verdict.blame], ['failed', 'client']);
  assert.equal(feedback[0]?.code, 'client-gives-up-connecting');
  assert.match(feedback[0]!.text, /^Weather w, no points: The perl client gives up connecting .* after 300 ms: /);
});

test('a client that leaves before the reply is there is to blame, however it leaves and whether the reply was sent', () => {
  const left = (ms: number, reply: string, stderr: string) => {
    const sent = stream(reply, 900, reply === '' ? {} : { finMs: 901 });
    const conversations = [conversation(20, stream('Hello in Perl', 600, { finMs: ms }), sent)];
    return alone({ clients: [process(0, ms + 5, exited(stderr === '' ? 0 : 1), '', stderr)], conversations });
  };
  const trace = 'Traceback (most recent call last):\nTimeoutError: timed out';
  for (const seen of [left(1000, 'Goodbye in Go', trace), left(1000, 'Goodbye in Go', ''), left(2500, '', trace)]) {
    assert.deepEqual(brief(delay, seen), { outcome: 'failed', blame: 'client', code: 'client-gives-up-waiting' });
  }
});

test('a client that takes the first receive for all of the reply prints a part', () => {
  const clients = [process(0, 1300, exited(0), 'Goodbye')];
  const reply = { ...stream('Goodbye in Go', 900, { finMs: 911 }), segments: 2, lastByteMs: 910 };
  const seen = alone({
    clients,
    conversations: [conversation(20, stream('Hello in Perl', 600, { finMs: 1290 }), reply)],
  });
  assert.deepEqual(brief(delay, seen), { outcome: 'failed', blame: 'client', code: 'client-prints-part' });
});

test('a server that hangs up for want of patience is to blame', () => {
  const clients = [process(0, 950, exited(1), '', 'no reply')];
  const conversations = [conversation(20, stream('Hello in Perl', 600, { finMs: 945 }), stream('', 0, { finMs: 640 }))];
  const verdict = { outcome: 'failed', blame: 'server', code: 'server-closes-without-reply' };
  assert.deepEqual(brief(delay, alone({ clients, conversations })), verdict);
});

test('want of time is blamed on a program only where bad luck is out of the question', () => {
  const blamed = { outcome: 'timed-out', blame: 'server', code: 'server-never-replies' };
  const notCounted = { outcome: 'not-run', blame: null, code: 'weather-not-counted' };
  assert.deepEqual(brief(delay, outOfTime('first')), blamed);
  assert.deepEqual(brief(loss, outOfTime('first')), notCounted);
  const three = ['first', 'second', 'third'].map((trial) => outOfTime(trial));
  assert.deepEqual(brief(loss, ...three), blamed);
  assert.deepEqual(brief(loss, served('first', 0), ...three.slice(1)), notCounted);
  assert.deepEqual(brief(hopeless, ...three), notCounted);
});
