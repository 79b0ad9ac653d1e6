import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { makePeers } from './made-peers.ts';
import { drawFrom, oddDatagram } from './odd-datagrams.ts';
import { bytesOf, receiverModel } from './receiver-model.ts';

const datagramsEach = 8000;
const sessions = [
  { sack: false, window: 5, mostBytes: 2 ** 31 },
  { sack: true, window: 5, mostBytes: 2 ** 31 },
  { sack: false, window: 1, mostBytes: 2 ** 31 },
  { sack: true, window: 128, mostBytes: 2 ** 31 },
  { sack: false, window: 5, mostBytes: 20_000 },
].flatMap((options) => [1, 2, 3].map((seed) => ({ ...options, seed })));

const replay = (await makePeers('replay')).check('replay');

/** What the program prints, cut at each datagram. Sanitizers end it with an error that names the fault. */
async function run(input: Buffer): Promise<string[]> {
  const child = spawn(replay, { stdio: ['pipe', 'pipe', 'inherit'] });
  const exit = new Promise((resolve) => child.on('exit', resolve));
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const printed = await buffer(child.stdout);
  assert.equal(await exit, 0);
  return printed.toString('latin1').split('#\n').slice(1);
}

for (const { sack, window, mostBytes, seed } of sessions) {
  test(`${datagramsEach} odd datagrams: sack ${sack}, window ${window}, ${mostBytes} bytes, seed ${seed}`, async () => {
    const draw = drawFrom(seed * 1000 + window * 2 + Number(sack));
    const model = receiverModel(sack, window, mostBytes);
    const expected: string[] = [];
    const datagrams: string[] = [];
    const header = Buffer.alloc(7);
    header.writeUInt8(Number(sack), 0);
    header.writeUInt16LE(window, 1);
    header.writeUInt32LE(mostBytes, 3);
    const input: Buffer[] = [header];
    // In one stretch in four, many senders come and go: the limits on connections are met, too.
    const portsOf = (i: number) => (i % 4000 < 3000 ? 6 : 300);
    let nowMs = 0;
    for (let i = 0; i < datagramsEach; i++) {
      const waitMs = draw(60) === 0 ? [5000, 9999, 10_000, 10_001][draw(4)]! : draw(40);
      const port = 1 + draw(portsOf(i));
      nowMs += waitMs;
      const text = oddDatagram(draw, model.expected(port));
      const frame = Buffer.alloc(8);
      frame.writeUInt32LE(waitMs, 0);
      frame.writeUInt16LE(port, 4);
      frame.writeUInt16LE(text.length, 6);
      input.push(frame, bytesOf(text));
      datagrams.push(text);
      expected.push(
        model
          .datagram(nowMs, port, text)
          .map((line) => `${line}\n`)
          .join(''),
      );
    }
    expected.push(
      model
        .close()
        .map((line) => `${line}\n`)
        .join(''),
    );
    const printed = await run(Buffer.concat(input));
    const sorted = (text: string | undefined) => text?.split('\n').sort().join('\n');
    for (const [i, wanted] of expected.entries()) {
      // Connections that close at one time may do so in any order.
      const same = wanted === printed[i] || (/^- .*\n- /m.test(wanted) && sorted(wanted) === sorted(printed[i]));
      if (!same) assert.fail(`datagram ${i} ${JSON.stringify(datagrams[i])}: ${printed[i]} instead of ${wanted}`);
    }
    assert.equal(printed.length, expected.length);
    const answers = expected.filter((lines) => lines.includes('> ')).length;
    assert.ok(answers > datagramsEach / 3 && answers < datagramsEach, `${answers} answers`);
  });
}
