import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Conversation, Observation, Program, Stream } from '@gradewire/core';
import { judgeExchange } from './exchange.ts';
import { explain, traitsOf } from './traits.ts';

const client: Program = {
  id: 'scala/client',
  subject: 'scala',
  role: 'client',
  language: 'scala',
  source: null,
  build: [],
  command: ['run'],
  argumentForms: [{ name: 'documented', args: ['{host}', '{port}'] }],
  environment: {},
  stdin: '',
};

function side(text: string, atMs: number, finMs: number): Stream {
  const bytes = Buffer.from(text);
  const at = text === '' ? null : atMs;
  const times = { firstByteMs: at, lastByteMs: at, finMs, resetMs: null };
  return { bytes: bytes.toString('base64'), length: bytes.length, segments: at === null ? 0 : 1, ...times };
}

/** A client that greets, says FIN at once, and gets `reply` and the server's FIN right after. */
function halfClosing(trial: string, reply: string): Observation {
  const fromClient = side('Hello in Scala', 10, 10.1);
  const conversation: Conversation = {
    clientPort: 40_000,
    serverPort: 4711,
    openedMs: 9,
    established: true,
    refused: false,
    fromClient,
    fromServer: side(reply, 10.4, 10.5),
  };
  const exited = { end: { how: 'exited', code: 0 }, stderr: '', cpuMs: 1, maxRssKiB: 1 } as const;
  const link = { backend: '', version: '', framesForwarded: 0, framesDropped: 0, realised: null, capture: null };
  return {
    version: 1,
    trial,
    port: 4711,
    server: { ...exited, argv: [], end: { how: 'stopped' }, startedMs: 0, endedMs: 50, stdout: '' },
    serverReadyMs: 5,
    listening: [{ address: '0.0.0.0', port: 4711 }],
    serverAliveAtEnd: true,
    clients: [{ ...exited, argv: [], startedMs: 8, endedMs: 40, stdout: reply }],
    conversations: [conversation],
    written: [],
    transfers: [],
    link,
    durationMs: 60,
  };
}

test('a client that half-closes and reads on is not blamed for a server that hangs up on it', () => {
  const seen = ['plain', 'newline'].map((trial) => halfClosing(trial, 'Goodbye in Gradewire'));
  const traits = { client: traitsOf(client, new Map([['reference/scala/client', seen]])) };
  assert.equal(traits.client.halfCloses, true);
  const exchange = {
    observation: halfClosing('pair', ''),
    index: 0,
    clientName: 'the client',
    serverName: 'the server',
  };
  const { findings } = judgeExchange(exchange);
  assert.deepEqual(
    findings.map(({ code }) => code),
    ['client-leaves-early'],
  );
  const explained = explain(findings, exchange, traits);
  assert.deepEqual(
    explained.map(({ side, code }) => [side, code]),
    [['server', 'server-needs-open-client']],
  );
});
