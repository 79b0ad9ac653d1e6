import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Conversation, Observation, ProcessEnd, ProcessObservation, Stream } from '@gradewire/core';
import { judgeExchange } from './exchange.ts';
import { conversationsOf } from './facts.ts';

const port = 4711;

function stream(text: string, at: number | null, ends: Partial<Pick<Stream, 'finMs' | 'resetMs'>> = {}): Stream {
  const bytes = Buffer.from(text);
  const first = text === '' ? null : at;
  const [firstByteMs, lastByteMs] = [first, first];
  return {
    bytes: bytes.toString('base64'),
    length: bytes.length,
    segments: text === '' ? 0 : 1,
    firstByteMs,
    lastByteMs,
    finMs: null,
    resetMs: null,
    ...ends,
  };
}

function conversation(openedMs: number, fromClient: Stream, fromServer: Stream): Conversation {
  return { clientPort: 50_000, serverPort: port, openedMs, established: true, refused: false, fromClient, fromServer };
}

function process(startedMs: number, endedMs: number, end: ProcessEnd, stdout = '', stderr = ''): ProcessObservation {
  return { argv: ['program'], end, startedMs, endedMs, stdout, stderr, cpuMs: 1, maxRssKiB: 1 };
}

function observation(
  clients: ProcessObservation[],
  conversations: Conversation[],
  server: ProcessObservation = process(0, 9000, { how: 'stopped' }),
): Observation {
  return {
    version: 1,
    trial: 'pair',
    port,
    server,
    serverReadyMs: 5,
    listening: [{ address: '0.0.0.0', port }],
    serverAliveAtEnd: server.end.how === 'stopped',
    clients,
    conversations,
    written: [],
    transfers: [],
    link: { backend: 'test', version: '', framesForwarded: 0, framesDropped: 0, realised: null, capture: null },
    durationMs: 9000,
  };
}

const exited = (code: number): ProcessEnd => ({ how: 'exited', code });
const exchange = (seen: Observation, index = 0) => ({ observation: seen, index, clientName: 'c', serverName: 's' });
const codes = (seen: Observation, index = 0) => judgeExchange(exchange(seen, index)).findings.map(({ code }) => code);

const served = (at: number) =>
  conversation(at, stream('Hello in C', at + 1, { finMs: at + 4 }), stream('Goodbye in Go', at + 2, { finMs: at + 3 }));

test('a reply to a client that has already given up is no reply', () => {
  const late = conversation(10, stream('Hello in C', 11, { finMs: 5012 }), stream('Goodbye in Go', 5012.3));
  const clientOfOurs = process(8, 5013, exited(1), 'timed out waiting for a reply');
  assert.deepEqual(codes(observation([clientOfOurs], [late])), ['server-never-replies']);
  const ended = process(8, 5010, { how: 'wall-limit' });
  assert.deepEqual(codes(observation([ended], [late])), ['server-never-replies']);
});

test('a client that ends its side at once is served if it prints the reply, and else did not wait for it', () => {
  const half = conversation(
    10,
    stream('Hello in C', 11, { finMs: 11.2 }),
    stream('Goodbye in Go', 900, { finMs: 901 }),
  );
  assert.deepEqual(codes(observation([process(8, 905, exited(0), 'Goodbye in Go')], [half])), []);
  assert.deepEqual(codes(observation([process(8, 905, exited(0))], [half])), ['client-leaves-early']);
});

test('each client is judged by its own connection, however soon the next one follows', () => {
  const clients = [process(8, 14.5, exited(0), 'Goodbye in Go'), process(14.6, 20, exited(1), '', 'no reply')];
  const unanswered = conversation(15.2, stream('Hello in C', 15.5), stream('', null, { resetMs: 16 }));
  const seen = observation(clients, [served(10), unanswered], process(0, 15.4, exited(0)));
  assert.deepEqual(
    [0, 1].map((index) => conversationsOf(exchange(seen, index)).map(({ openedMs }) => openedMs)),
    [[10], [15.2]],
  );
  assert.deepEqual(codes(seen, 0), []);
});

test('a server that ends after its first client serves one client, whether the second is refused or reset', () => {
  const clients = [process(8, 14.5, exited(0), 'Goodbye in Go'), process(14.6, 20, exited(1))];
  const reset = conversation(15.2, stream('Hello in C', 15.5), stream('', null, { resetMs: 16 }));
  const refused = { ...conversation(15.2, stream('', null), stream('', null)), established: false, refused: true };
  for (const second of [reset, refused]) {
    const seen = observation(clients, [served(10), second], process(0, 15.4, exited(0)));
    assert.deepEqual(codes(seen, 1), ['server-serves-one-client']);
  }
  const trace = 'Traceback (most recent call last):\nIndexError: list index out of range';
  const crashed = observation(clients, [served(10), reset], process(0, 15.4, exited(1), '', trace));
  assert.deepEqual(codes(crashed, 1), ['server-crashes']);
});

test('a client that was refused although nothing crossed the link has an address of its own', () => {
  const refused = process(8, 20, exited(1), '', 'connect: Connection refused');
  assert.deepEqual(codes(observation([refused], [])), ['client-fixed-address']);
  const unresolved = process(8, 20, exited(1), '', 'invalid address: server');
  assert.deepEqual(codes(observation([unresolved], [])), ['client-never-connects']);
});

test('a NUL at the end of a reply need not be printed, a line break after each piece is told as such', () => {
  const withNul = conversation(10, stream('Hello in C', 11), stream('Goodbye in C++\0', 12, { finMs: 13 }));
  assert.deepEqual(codes(observation([process(8, 15, exited(0), 'Goodbye in C++\n')], [withNul])), []);
  assert.deepEqual(codes(observation([process(8, 15, exited(0), 'Good\nbye in Go\n')], [served(10)])), [
    'client-prints-pieces',
  ]);
  assert.deepEqual(codes(observation([process(8, 15, exited(0), 'Goodb\n')], [served(10)])), ['client-prints-part']);
});

test('a client that leaves in the middle of the reply is to blame for what then is no goodbye', () => {
  const cut = conversation(10, stream('Hello in C', 11, { finMs: 13, resetMs: 14 }), stream('Go', 12));
  assert.deepEqual(codes(observation([process(8, 15, exited(0), 'G\n')], [cut])), ['client-stops-reading']);
  const short = conversation(10, stream('Hello in C', 11, { finMs: 14 }), stream('Go', 12, { finMs: 13 }));
  assert.deepEqual(codes(observation([process(8, 15, exited(0), 'Go\n')], [short])), ['reply-not-goodbye']);
});
