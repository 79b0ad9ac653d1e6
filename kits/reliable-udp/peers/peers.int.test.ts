import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import { lossyRelay } from './check/lossy-relay.ts';
import { makePeers } from './check/made-peers.ts';
import { drawFrom } from './check/odd-datagrams.ts';
import { seal } from './check/receiver-model.ts';
import { type Ended, receivedBytes, runToEnd, startReceiver } from './check/running-peers.ts';

const peers = await makePeers();
const [receiver, sender] = [peers.program('receiver'), peers.program('sender')];
const here = (port: number) => ['-a', '127.0.0.1', '-p', `${port}`];
const finished = { code: 0, stdout: '', stderr: '' };
const withoutTime = ({ ms: _, ...rest }: Ended) => rest;

async function fileOf(name: string, content: Buffer): Promise<string> {
  const file = path.join(peers.folder, name);
  await writeFile(file, content);
  return file;
}

const everyByte = Buffer.from(Array.from({ length: 3000 }, (_, i) => (i % 3 === 0 ? 0x7c : i % 256)));
const megabyte = Buffer.from(Array.from({ length: 1_000_000 }, (_, i) => (i * i) >> 7));
const contents: [name: string, content: Buffer][] = [
  ['nothing', Buffer.alloc(0)],
  ['one byte', Buffer.from('|')],
  ['a chunk', Buffer.alloc(1440, 'c')],
  ['a chunk and a byte', Buffer.alloc(1441)],
  ['five chunks', Buffer.alloc(5 * 1440, '\n')],
  ['every byte', everyByte],
  ['a megabyte', megabyte],
];

for (const [name, content] of contents) {
  for (const options of [[], ['-k']]) {
    test(`${name} arrives ${options.join()}, from a file and from standard input, with no packet too many`, async () => {
      const file = await fileOf('sent', content);
      const output = path.join(peers.folder, 'received');
      await using running = await startReceiver(receiver, ['-o', output, '--report-data', ...options]);
      const fromFile = await runToEnd(sender, ['-f', file, ...here(running.port), ...options]);
      assert.deepEqual(withoutTime(fromFile), finished);
      const fromInput = await runToEnd(sender, [...here(running.port), ...options, '--first', 'random'], content);
      assert.deepEqual(withoutTime(fromInput), finished);
      const packets = Math.max(2, Math.ceil(content.length / 1440));
      for (const connection of [1, 2]) {
        const end = { event: 'end', connection, packets, bytes: content.length, crc32: crc32(content) };
        assert.deepEqual(await running.next('end', connection), end);
      }
      const events = await running.stop();
      assert.deepEqual(await readFile(output), content);
      assert.deepEqual(await readFile(`${output}.2`), content);
      assert.deepEqual(receivedBytes(events, 1), content);
      assert.deepEqual(receivedBytes(events, 2), content);
      assert.ok(events.every((event) => JSON.stringify(event).length < 65_536));
      assert.equal(events.at(-1)?.datagrams, 2 * packets);
    });
  }
}

for (const options of [[], ['-k'], ['--window', '16', '-k']]) {
  for (const seed of [1, 2]) {
    test(`a file arrives through loss, copies, flips and delay: ${options.join(' ')}, seed ${seed}`, async () => {
      const receiverOptions = options.length > 1 ? ['-k', '-w', '16'] : options;
      await using running = await startReceiver(receiver, ['--report-data', ...receiverOptions]);
      await using relay = await lossyRelay(running.port, drawFrom(seed));
      const args = [...here(relay.port), ...options, '--chunk', '100', '--timeout-ms', '50'];
      assert.deepEqual(withoutTime(await runToEnd(sender, args, everyByte)), finished);
      const events = await running.stop();
      assert.deepEqual(receivedBytes(events), everyByte);
      const counters = events.at(-1)!;
      assert.equal((counters.inOrder as number) > 0 && counters.event, 'exit');
      assert.ok((counters.duplicates as number) > 0 && (counters.badChecksum as number) > 0, JSON.stringify(counters));
    });
  }
}

test('two senders at once are kept apart', async () => {
  await using running = await startReceiver(receiver, ['--report-data']);
  const other = Buffer.from(megabyte).reverse();
  const ends = await Promise.all([megabyte, other].map((content) => runToEnd(sender, here(running.port), content)));
  assert.deepEqual(ends.map(withoutTime), [finished, finished]);
  const events = await running.stop();
  const received = [receivedBytes(events, 1), receivedBytes(events, 2)];
  assert.ok(received.some((bytes) => bytes.equals(megabyte)) && received.some((bytes) => bytes.equals(other)));
});

test('a slow standard input is sent as it comes, by the name of the host', async () => {
  await using running = await startReceiver(receiver, ['--report-data']);
  const slow = Readable.from(
    (async function* () {
      yield 'x'.repeat(11);
      assert.equal((await running.next('open')).first, '0');
      yield 'yz';
    })(),
  );
  const ended = await runToEnd(sender, ['-a', 'localhost', '-p', `${running.port}`, '--chunk', '10'], slow);
  assert.deepEqual(withoutTime(ended), finished);
  assert.equal(receivedBytes(await running.stop()).toString(), `${'x'.repeat(11)}yz`);
});

test('a sender whose receiver is absent gives up, with a line and a status', async () => {
  const socket = createSocket('udp4');
  const times: number[] = [];
  socket.on('message', () => times.push(performance.now()));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const silent = ['--give-up-ms', '750', '--timeout-ms', '300'];
  const ended = await runToEnd(sender, [...here(socket.address().port), ...silent], 'hello');
  const { port } = socket.address();
  socket.close();
  const refused = await runToEnd(sender, [...here(port), ...silent], 'hello');
  for (const one of [ended, refused]) {
    assert.deepEqual([one.code, one.stdout], [1, '']);
    assert.match(one.stderr, /^sender: no answer from the receiver for 0\.75 s\n$/);
    assert.ok(one.ms >= 750 && one.ms < 3000, `${one.ms} ms`);
  }
  assert.equal(times.length, 6, 'two packets, three times each');
});

test('what cannot work is said at once', async () => {
  const run = async (...args: string[]) => (await runToEnd(sender, args)).code;
  assert.equal(await run('-a', '127.0.0.1'), 2);
  assert.equal(await run('-a', '127.0.0.1', '-p', '65536'), 2);
  assert.equal(await run('-a', '127.0.0.1', '-p', '9', '--first', 'one'), 2);
  assert.equal(await run('-a', '127.0.0.1', '-p', '9', '-f', path.join(peers.folder, 'absent')), 1);
  assert.equal(await run('-a', '127.0.0.1', '-p', '9', '-f', peers.folder), 1);
  assert.equal(await run('-a', 'no-such-host.invalid', '-p', '9'), 1);
  await using running = await startReceiver(receiver);
  assert.equal((await runToEnd(receiver, ['-p', `${running.port}`])).code, 1);
  assert.equal((await runToEnd(receiver, ['-p', '0', '-w', '0'])).code, 2);
});

test('a datagram is cut at 4096 bytes, which ruins its checksum', async () => {
  await using running = await startReceiver(receiver, ['--report-data']);
  const socket = createSocket('udp4');
  const answers: string[] = [];
  socket.on('message', (answer) => answers.push(answer.toString()));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const message = (seqno: number, size: number) => {
    const start = `data|${seqno}|`;
    const sealed = (count: number) => seal(`${start}${'x'.repeat(count)}|`);
    let count = size - sealed(0).length;
    while (sealed(count).length !== size) count += Math.sign(size - sealed(count).length);
    return sealed(count);
  };
  for (const text of [seal('start|0||'), message(1, 4097), message(1, 4096)]) {
    socket.send(text, running.port, '127.0.0.1');
  }
  while (answers.length < 2) await once(socket, 'message');
  socket.close();
  const events = await running.stop();
  assert.deepEqual(answers, [seal('ack|1|'), seal('ack|2|')]);
  assert.equal(events.at(-1)?.badChecksum, 1);
});

test('a receiver stays until it is told to go: by a signal, or by the end of its input where that was asked for', async () => {
  const untold = await startReceiver(receiver); // its standard input has ended already
  assert.deepEqual((await runToEnd(sender, here(untold.port), 'x')).code, 0);
  assert.equal((await untold.stop()).at(-1)?.event, 'exit');
  const told = await runToEnd(receiver, ['-p', '0', '--until-eof']);
  assert.equal(told.code, 0);
  assert.match(told.stdout, /"ready".*\n.*"exit"/);
});

test('the same over TCP', async () => {
  const output = path.join(peers.folder, 'over-tcp');
  await using running = await startReceiver(peers.program('tcp-receiver'), ['-o', output]);
  const file = await fileOf('sent', megabyte);
  const ended = await runToEnd(peers.program('tcp-sender'), ['-f', file, ...here(running.port)]);
  assert.deepEqual(withoutTime(ended), finished);
  const end = { event: 'end', connection: 1, bytes: megabyte.length, crc32: crc32(megabyte) };
  assert.deepEqual(await running.next('end'), end);
  assert.deepEqual(await readFile(output), megabyte);
});
