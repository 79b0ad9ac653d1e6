import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Conversation, Stream } from '../observation.ts';
import { transcript } from './transcript.ts';

const silent: Stream = {
  bytes: '',
  length: 0,
  segments: 0,
  firstByteMs: null,
  lastByteMs: null,
  finMs: null,
  resetMs: null,
};

function said(text: string, ms: number, more: Partial<Stream> = {}): Stream {
  const bytes = Buffer.from(text);
  const facts = { bytes: bytes.subarray(0, 4096).toString('base64'), length: bytes.length, segments: 1 };
  return { ...silent, ...facts, firstByteMs: ms, lastByteMs: ms, ...more };
}

function conversation(fromClient: Stream, fromServer: Stream, more: Partial<Conversation> = {}): Conversation {
  const ports = { clientPort: 40000, serverPort: 5000 };
  return { ...ports, openedMs: 0.8, established: true, refused: false, fromClient, fromServer, ...more };
}

test('a conversation is told in order of time', () => {
  const client = said('Hello in C\n', 1.2, { resetMs: 120.14 });
  const server = said('Goodbye in Go', 1.9, { segments: 13, lastByteMs: 80, finMs: 80 });
  assert.deepEqual(transcript(conversation(client, server)), [
    '  0.8 ms  client connects from port 40000',
    '  1.2 ms  client sends "Hello in C\\n" (11 bytes)',
    '  1.9 ms  server sends "Goodbye in Go" (13 bytes), in 13 segments until 80.0 ms',
    ' 80.0 ms  server says it is done (FIN)',
    '120.1 ms  client resets the connection (RST)',
  ]);
});

test('data comes before the end that it was sent with', () => {
  const lines = transcript(conversation(said('x', 1, { finMs: 1 }), { ...silent, finMs: 1 }));
  assert.deepEqual(lines.slice(1), [
    '1.0 ms  client sends "x" (1 byte)',
    '1.0 ms  client says it is done (FIN)',
    '1.0 ms  server says it is done (FIN), having sent nothing',
  ]);
});

test('a refusal and a connection that never came about', () => {
  const refused = { established: false, refused: true };
  assert.deepEqual(transcript(conversation(silent, { ...silent, resetMs: 0.9 }, refused)), [
    '0.8 ms  client connects from port 40000',
    '0.9 ms  server refuses the connection (RST)',
  ]);
  assert.deepEqual(transcript(conversation(silent, silent, { established: false })), [
    '0.8 ms  client tries to connect from port 40000, but the connection is never completed',
  ]);
});

test('long and hostile data is cut and escaped', () => {
  const [, line] = transcript(conversation(said('\u001b[2J'.repeat(2000), 1), silent));
  assert.ok(line!.startsWith('1.0 ms  client sends "\\x1b[2J'));
  assert.ok(line!.endsWith('"… (8000 bytes in all)'));
  assert.doesNotMatch(line!, /\p{C}/u);
});
