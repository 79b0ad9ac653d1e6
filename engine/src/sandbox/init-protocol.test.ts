import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  decodeExit,
  decodeListening,
  encodeAwaitListen,
  encodeFrame,
  encodeRun,
  endCauses,
  type Frame,
  largestPayload,
  type RunRequest,
  takeFrames,
} from './init-protocol.ts';

const u32 = fc.integer({ min: 0, max: 0xffffffff });
const frame = fc
  .tuple(fc.integer({ min: 0, max: 255 }), u32, fc.uint8Array({ maxLength: 300 }))
  .map(([type, id, payload]) => ({ type, id, payload }));

test('frames arrive as they were sent, wherever the stream is cut', () => {
  fc.assert(
    fc.property(
      fc.array(frame, { maxLength: 20 }),
      fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1 }),
      (sent, cuts) => {
        const stream = Buffer.concat(sent.map(({ type, id, payload }) => encodeFrame(type, id, payload)));
        const got: Frame[] = [];
        let rest = Buffer.alloc(0);
        for (let at = 0, cut = 0; at < stream.length; cut++) {
          const length = cuts[cut % cuts.length]!;
          const taken = takeFrames(Buffer.concat([rest, stream.subarray(at, at + length)]));
          got.push(...taken.frames);
          rest = taken.rest as typeof rest;
          at += length;
        }
        assert.equal(rest.length, 0);
        assert.deepEqual(
          got.map(({ payload, ...head }) => ({ ...head, payload: Uint8Array.from(payload) })),
          sent,
        );
      },
    ),
  );
});

test('whatever bytes come, they are frames, wait for more, or are refused with a RangeError', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
      try {
        const { frames, rest } = takeFrames(Buffer.from(bytes));
        const used = frames.reduce((sum, { payload }) => sum + 9 + payload.length, 0);
        assert.equal(used + rest.length, bytes.length);
        assert.ok(rest.length < 9 || rest.readUInt32LE(0) > rest.length - 9);
      } catch (error) {
        assert.ok(error instanceof RangeError);
      }
    }),
    { numRuns: 1000 },
  );
});

test('a frame may be as long as the other side takes, and no longer', () => {
  const longest = encodeFrame(18, 1, Buffer.alloc(largestPayload, 7));
  assert.equal(takeFrames(longest).frames[0]!.payload.length, largestPayload);
  assert.throws(() => takeFrames(encodeFrame(18, 1, Buffer.alloc(largestPayload + 1))), RangeError);
});

const request: RunRequest = {
  argv: ['program'],
  cwd: '/work',
  environment: {},
  uid: 65534,
  pty: true,
  wallMs: 1,
  cpuS: 2,
  openFiles: 3,
  outputBytes: 4,
  fileBytes: 2 ** 40 + 5,
};

test('a request holds its limits, then working directory, arguments and environment, each ended by NUL', () => {
  const text = fc.string({ unit: 'binary', maxLength: 20 }).map((one) => one.replaceAll('\0', '0').toWellFormed());
  const arbitrary = fc.record({
    argv: fc.array(text, { minLength: 1, maxLength: 20 }),
    cwd: text,
    environment: fc.dictionary(
      text.filter((name) => name !== ''),
      text,
    ),
    pty: fc.boolean(),
    wallMs: u32,
    outputBytes: u32,
    fileBytes: fc.maxSafeInteger().map(Math.abs),
  });
  fc.assert(
    fc.property(arbitrary, (change) => {
      const payload = encodeRun({ ...request, ...change });
      assert.ok(typeof payload !== 'string');
      assert.equal(payload.readUInt32LE(0), change.pty ? 1 : 0);
      assert.equal(payload.readUInt32LE(8), change.wallMs);
      assert.equal(payload.readUInt32LE(20), change.outputBytes);
      assert.equal(payload.readBigUInt64LE(24), BigInt(change.fileBytes));
      const environment = Object.entries(change.environment).map((pair) => pair.join('='));
      assert.deepEqual([payload.readUInt16LE(32), payload.readUInt16LE(34)], [change.argv.length, environment.length]);
      const strings = payload.subarray(36).toString().split('\0');
      assert.deepEqual(strings, [change.cwd, ...change.argv, ...environment, '']);
    }),
  );
});

test('arguments that no system could take are named by the error that it would give', () => {
  assert.equal(encodeRun({ ...request, argv: ['a\0b'] }), 'EINVAL');
  assert.equal(encodeRun({ ...request, argv: [] }), 'EINVAL');
  assert.equal(encodeRun({ ...request, environment: { A: '\0' } }), 'EINVAL');
  assert.equal(encodeRun({ ...request, argv: ['x'.repeat(largestPayload)] }), 'E2BIG');
  assert.equal(encodeRun({ ...request, argv: Array.from({ length: 0x10000 }, () => '') }), 'E2BIG');
});

test('the port and the patience of a wait', () => {
  assert.deepEqual([...encodeAwaitListen(0x1234, 0x01020304)], [4, 3, 2, 1, 0x34, 0x12]);
});

test('an end as init reports it', () => {
  const report = fc.record({
    cause: fc.integer({ min: 0, max: endCauses.length - 1 }),
    code: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
    times: fc.array(fc.maxSafeInteger().map(Math.abs), { minLength: 4, maxLength: 4 }),
  });
  fc.assert(
    fc.property(report, ({ cause, code, times }) => {
      const payload = Buffer.alloc(37);
      payload.writeUInt8(cause, 0);
      payload.writeInt32LE(code, 1);
      for (const [i, time] of times.entries()) payload.writeBigUInt64LE(BigInt(time), 5 + 8 * i);
      const [cpu, wall, rss, starved] = times as [number, number, number, number];
      const end = { cause: endCauses[cause], code, maxRssKiB: rss };
      const expected = { ...end, cpuMs: cpu / 1000, wallMs: wall / 1000, starvedMs: starved / 1000 };
      assert.deepEqual(decodeExit(payload), expected);
    }),
  );
  assert.throws(() => decodeExit(Buffer.alloc(37, endCauses.length)), RangeError);
  assert.throws(() => decodeExit(Buffer.alloc(36)), RangeError);
});

test('listening sockets, with their addresses as people write them', () => {
  const entry = (ipv6: boolean, address: number[], port: number) => {
    const bytes = Buffer.alloc(19);
    bytes.writeUInt8(ipv6 ? 1 : 0, 0);
    bytes.set(address, 1);
    bytes.writeUInt16LE(port, 17);
    return bytes;
  };
  const zeros = (count: number) => Array.from({ length: count }, () => 0);
  const payload = Buffer.concat([
    Buffer.from([0]),
    entry(false, [127, 0, 0, 1], 80),
    entry(true, zeros(16), 65535),
    entry(true, [...zeros(15), 1], 1),
    entry(true, [...zeros(10), 0xff, 0xff, 10, 77, 0, 2], 5000),
    entry(true, [0x20, 0x01, 0x0d, 0xb8, ...zeros(11), 9], 7),
  ]);
  assert.deepEqual(decodeListening(payload), {
    reason: 'found',
    sockets: [
      { address: '127.0.0.1', port: 80 },
      { address: '0.0.0.0', port: 65535 },
      { address: '0:0:0:0:0:0:0:1', port: 1 },
      { address: '10.77.0.2', port: 5000 },
      { address: '2001:db8:0:0:0:0:0:9', port: 7 },
    ],
  });
  assert.deepEqual(decodeListening(Buffer.from([2])), { reason: 'ended', sockets: [] });
  assert.throws(() => decodeListening(Buffer.from([3])), RangeError);
  assert.throws(() => decodeListening(Buffer.alloc(0)), RangeError);
});
