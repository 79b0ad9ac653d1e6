import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import { type FileSpec, generateFile } from '@gradewire/core';
import { type Built, builtTrial, done, goodPackets, packet } from './built-trial.ts';
import { causeOf } from './cause.ts';
import { seenIn } from './seen.ts';

const file: FileSpec = { kind: 'text', bytes: 20_000, seed: 1 };
const binary: FileSpec = { kind: 'binary', bytes: 20_000, seed: 1 };
const content = generateFile(file);
const packets = goodPackets(file);
const opened = done.slice(0, 1);
const closed = '{"event":"closed","connection":1,"why":"idle"}';

function verdictOf(built: Partial<Built>) {
  const { trial, observation } = builtTrial({ file, packets, ...built });
  return causeOf(seenIn(trial, observation));
}

const signed = (seq: number, data: Uint8Array) => {
  const body = Buffer.concat([Buffer.from(`${seq === 0 ? 'start' : 'data'}|${seq}|`), data, Buffer.from('|')]);
  return Buffer.concat([body, Buffer.from(`${crc32(body) | 0}`)]);
};
const stuckOnOne = [
  ...packets.slice(0, 3),
  ...Array.from({ length: 20 }, (_, i) => ({ ms: 500 * (i + 1), payload: packets[3]!.payload })),
];
const silent = { packets: [], events: [], written: null, elsewhere: 0 };
const half = { packets: packets.slice(0, 10), events: opened, written: content.subarray(0, 9000) };
const traceback = 'Traceback (most recent call last):\n  File "Sender.py", line 3\nKeyError: 7';

const cases: Readonly<Record<string, readonly [built: Partial<Built>, code: string, outcome: string, text: RegExp]>> = {
  'cannot be started': [
    { ...silent, end: { how: 'not-started', reason: 'ENOENT' } },
    'not-started',
    'crashed',
    /ENOENT/,
  ],
  'Python 2': [
    { ...silent, end: { how: 'exited', code: 1 }, stderr: "SyntaxError: Missing parentheses in call to 'print'" },
    'python-2',
    'crashed',
    /Python 2/,
  ],
  usage: [
    { ...silent, end: { how: 'exited', code: 2 }, stderr: 'usage: s FILE' },
    'wrong-arguments',
    'failed',
    /usage: s FILE/,
  ],
  'another port': [{ ...silent, elsewhere: 7, end: { how: 'wall-limit' } }, 'wrong-port', 'failed', /-p/],
  'an exception before the first packet': [
    { ...silent, end: { how: 'exited', code: 1 }, stderr: traceback },
    'crashes-at-start',
    'crashed',
    /KeyError: 7/,
  ],
  nothing: [{ ...silent, end: { how: 'exited', code: 0 } }, 'sends-nothing', 'failed', /exited with code 0/],
  'nothing, for ever': [{ ...silent, end: { how: 'wall-limit' } }, 'sends-nothing', 'timed-out', /time limit/],
  'no messages': [
    { packets: [{ ms: 0, payload: Buffer.from('hello') }], events: [], written: null, end: { how: 'wall-limit' } },
    'wrong-format',
    'failed',
    /packet 1 at 0\.000 s: there is no \| in it/,
  ],
  'no start': [
    { packets: packets.slice(1).map(({ ms, payload }) => ({ ms, payload })), events: [], written: null },
    'no-start',
    'failed',
    /data 1 is the first/,
  ],
  'a signed checksum': [
    {
      packets: [packets[0]!, { ms: 20, payload: signed(1, content.subarray(0, 1000)) }],
      events: opened,
      written: Buffer.alloc(0),
      end: { how: 'wall-limit' },
    },
    'wrong-checksum',
    'failed',
    /packet \d+ at 0\.020 s: data 1 has a wrong checksum.*signed/,
  ],
  'an exception on the way': [
    { ...half, end: { how: 'exited', code: 1 }, stderr: traceback },
    'crashes',
    'crashed',
    /9000 of 20000/,
  ],
  'a signal': [{ ...half, end: { how: 'signalled', signal: 'SIGSEGV' } }, 'crashes', 'crashed', /SIGSEGV/],
  'no end of computing': [{ ...half, end: { how: 'signalled', signal: 'SIGXCPU' } }, 'spins', 'timed-out', /processor/],
  'too much memory': [{ ...half, end: { how: 'out-of-memory' } }, 'out-of-memory', 'out-of-memory', /memory/],
  'too much output': [{ ...half, end: { how: 'output-limit' } }, 'output-limit', 'output-limit', /1 MiB/],
  base64: [{ written: Buffer.from(content.toString('base64')) }, 're-encoded', 'failed', /as base64/],
  'text that was none': [
    { file: binary, packets: goodPackets(binary), written: Buffer.from(generateFile(binary).toString('latin1')) },
    're-encoded',
    'failed',
    /UTF-8 .*Latin-1/,
  ],
  'a byte that is another one': [
    { written: Buffer.concat([content.subarray(0, 1500), Buffer.from('#'), content.subarray(1501)]) },
    'wrong-bytes',
    'failed',
    /From byte 1500 .*data 2/,
  ],
  'a NUL as the end': [
    { file: { ...binary, kind: 'binary' }, packets: goodPackets(binary), written: cutAt(binary, 0) },
    'cut-at-nul',
    'failed',
    /NUL/,
  ],
  'a bar as the end': [
    { file: binary, packets: goodPackets(binary), written: cutAt(binary, 0x7c) },
    'cut-at-separator',
    'failed',
    /"\|"/,
  ],
  'more than there was': [
    { written: Buffer.concat([content, Buffer.from('##')]) },
    'too-long',
    'failed',
    /2 bytes more/,
  ],
  'less than there was': [{ written: content.subarray(0, 19_000) }, 'too-short', 'failed', /19000 of 20000.*end 21/],
  'exit 0 before the end': [{ ...half }, 'exits-incomplete', 'failed', /code 0.*data 9 is the last/],
  'exit 1 before the end': [
    { ...half, end: { how: 'exited', code: 1 } },
    'gives-up-early',
    'failed',
    /exited with code 1/,
  ],
  'no retransmission': [
    { ...half, events: [...opened, closed], end: { how: 'stopped' }, lifetimeMs: 10_600 },
    'hangs',
    'timed-out',
    /9000 of 20000.*data 9 is the last/,
  ],
  'always the same': [
    {
      packets: stuckOnOne,
      events: opened,
      written: content.subarray(0, 2000),
      end: { how: 'wall-limit' },
      lifetimeMs: 10_200,
    },
    'stuck',
    'timed-out',
    /nothing new for 9\.5 s/,
  ],
  'a new socket for every packet': [
    {
      ...half,
      packets: packets.slice(0, 6).map((one, i) => {
        const { ack: _, ...unanswered } = one;
        return i === 0 ? one : { ...unanswered, ms: 500 * i, fromPort: 40_000 + i };
      }),
      written: Buffer.alloc(0),
      end: { how: 'stopped' },
    },
    'new-ports',
    'failed',
    /6 ports \(packet \d+ at 0\.500 s: data 1 comes from another port/,
  ],
  'a flood': [
    { ...half, notCaptured: 70_000, elsewhere: 50_000, end: { how: 'wall-limit' }, lifetimeMs: 15_000 },
    'floods',
    'failed',
    /50000 packets in 15\.0 s/,
  ],
  'a damaged acknowledgement is believed': [
    { ...believed(31), end: { how: 'stopped' }, lifetimeMs: 10_600 },
    'trusts-damaged-acks',
    'timed-out',
    /ack 11 arrives as ack 31, and data 11 is not sent again/,
  ],
  'a damaged acknowledgement says that all is done': [
    { ...believed(91), end: { how: 'exited', code: 0 } },
    'trusts-damaged-acks',
    'failed',
    /ack 11 arrives as ack 91/,
  ],
  'no retransmission, though an acknowledgement was damaged to a lower number': [
    { ...believed(1), events: [...opened, closed], end: { how: 'stopped' }, lifetimeMs: 10_600 },
    'hangs',
    'timed-out',
    /sends nothing any more/,
  ],
  'too little time': [
    { ...half, end: { how: 'wall-limit' }, lifetimeMs: 100 },
    'too-slow',
    'timed-out',
    /9000 of 20000/,
  ],
};

/** Data 11 is lost, and the acknowledgement that asks for it arrives as another number. */
function believed(arrivesAs: number): Partial<Built> {
  const sent = packets.slice(0, 14).map((one, seq) => {
    if (seq < 11) return one;
    const { ack: _, ...lost } = one;
    return seq === 11 ? lost : { ...one, ack: { ms: one.ack!.ms, seq: 11, ...(seq === 13 ? { arrivesAs } : {}) } };
  });
  return { packets: sent, events: opened, written: content.subarray(0, 10_000) };
}

function cutAt(spec: FileSpec, byte: number): Buffer {
  const whole = generateFile(spec);
  const at = whole.indexOf(byte, 1000);
  return Buffer.concat([whole.subarray(0, at), whole.subarray(at + 1)]);
}

for (const [name, [built, code, outcome, text]] of Object.entries(cases)) {
  test(`${name}: ${code}`, () => {
    const cause = verdictOf(built);
    assert.equal(cause?.code, code, cause?.text);
    assert.equal(cause?.outcome, outcome);
    assert.match(cause!.text, text);
  });
}

test('a file that arrived has no cause', () => assert.equal(verdictOf({}), undefined));

test('an empty file must at least be there', () => {
  const empty = { file: { ...file, bytes: 0 }, packets: [{ ms: 0, payload: packet('start', 0) }] };
  assert.equal(verdictOf({ ...empty, written: Buffer.alloc(0) }), undefined);
  assert.notEqual(verdictOf({ ...empty, written: null, events: [] }), undefined);
});
