import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { readPcapng } from '@gradewire/core';
import type { LinkSummary } from '../cli/src/link/summary.ts';
import { root, temporaryFolder } from './grade-folder.ts';
import { type CommandEnd, containersOf, gradewire } from './gradewire-command.ts';

let place: Awaited<ReturnType<typeof temporaryFolder>>;
let capture: string;
before(async () => {
  place = await temporaryFolder();
  capture = path.join(place.path, 'capture.pcapng');
});
after(() => place[Symbol.asyncDispose]());

const link = (...args: string[]) => gradewire(['link', '--capture', capture, ...args]);
const python = ['--folder', 'examples/class-repo/python'];
const hello = [
  '--',
  'python3',
  'helloPython.py',
  'server',
  '9000',
  '--peer',
  '--',
  'python3',
  'hellosrvPython.py',
  '9000',
];

async function summaryOf(...args: string[]): Promise<CommandEnd & { summary: LinkSummary }> {
  const ended = await link('--json', ...args);
  assert.equal(ended.code, 0, ended.stderr);
  return { ...ended, summary: JSON.parse(ended.stdout) as LinkSummary };
}

test('a pair of the class over 3g: summary, capture, and nothing left', async () => {
  const { summary, stderr, pid } = await summaryOf('--profile', '3g', '--seed', '7', ...python, ...hello);
  assert.match(stderr, /^server \| 10\.77\.0\.1: Hello in Python$/m);
  assert.match(stderr, /^client \| Goodbye Python from Python$/m);
  assert.deepEqual([summary.profile.name, summary.profile.seed, summary.warnings], ['3g', 7, []]);
  assert.deepEqual([summary.client.end, summary.server?.end], [{ how: 'exited', code: 0 }, { how: 'stopped' }]);
  // Two round trips of 300 ms: the handshake, and the greeting with its answer.
  assert.ok(summary.client.endedMs - summary.client.startedMs >= 600);
  assert.ok(summary.server!.readyMs! <= summary.client.startedMs);
  assert.ok(summary.directions!.clientToServer.packets >= 4);

  const { packets, truncated } = readPcapng(await readFile(capture));
  assert.equal(truncated, false);
  const [sent, delivered] = ['client to link', 'link to server'].map((name) =>
    packets.find(({ interfaceName }) => interfaceName === name),
  );
  assert.deepEqual(sent!.data, delivered!.data);
  assert.ok(delivered!.timeNs - sent!.timeNs >= 150_000_000n);
  assert.deepEqual(await containersOf(pid), []);
});

const count = 60;
const shouting = `import socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for i in range(${count}): s.sendto(str(i).encode(), ("server", 5000)); time.sleep(0.002)`;
const listening = `import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("", 5000))
while True: print(s.recv(100).decode())`;
const shout = ['--port', '5000', '--', 'python3', '-c', shouting, '--peer', '--', 'python3', '-c', listening];

test('the same seed, the same losses', async () => {
  async function arrived(seed: string): Promise<string[]> {
    const { summary, stderr } = await summaryOf('--profile', 'loss 30%', '--seed', seed, ...python, ...shout);
    const numbers = [...stderr.matchAll(/^server \| (\d+)$/gm)].map(([, number]) => number!);
    const { packets, lost } = summary.directions!.clientToServer;
    assert.deepEqual([packets, packets - lost], [count, numbers.length]);
    return numbers;
  }
  const [first, again] = [await arrived('7'), await arrived('7')];
  assert.ok(first.length > 20 && first.length < count);
  assert.deepEqual(again, first);
});

test('a build that fails', async () => {
  const failed = await link('--folder', 'examples/class-repo/c', '--build', 'make nothing', '--', './helloC');
  assert.deepEqual([failed.code, failed.stdout], [1, '']);
  assert.match(failed.stderr, /No rule to make target[\s\S]*gradewire: --build failed\n$/);
});

test('without a server packets meet a closed port; a failed client is exit code 1', async () => {
  const ended = await link(...python, '--', 'python3', 'helloPython.py', 'server', '9000');
  assert.equal(ended.code, 1);
  assert.match(ended.stderr, /client \| no answer from server port 9000: Connection refused/);
});

test('a client is not started after a server that failed; what prints nothing is said', async () => {
  const ended = await link(
    ...python,
    '--',
    'python3',
    '-c',
    'print("ran")',
    '--peer',
    '--',
    'python3',
    '-c',
    'exit(3)',
  );
  assert.equal(ended.code, 1);
  assert.match(ended.stdout, /^client {2}was not started/m);
  assert.match(ended.stdout, /^server {2}exit code 3 /m);
  assert.doesNotMatch(ended.stdout, /client \| ran/);
});

test('the time limit ends what does not end', async () => {
  const ended = await link(...python, '--time-limit', '1', '--', 'python3', '-c', 'import time; time.sleep(60)');
  assert.equal(ended.code, 1);
  assert.match(ended.stdout, /^client {2}still running at the time limit, ended after 1\.\d+ s/m);
});

test('what the client reads, and output as it is', async () => {
  const input = path.join(place.path, 'input');
  await writeFile(input, Buffer.from([0, 255, 10, 65]));
  const echo = 'import sys; sys.stdout.buffer.write(sys.stdin.buffer.read())';
  const ended = await link(...python, '--quiet', '--stdin', input, '--', 'python3', '-c', echo);
  assert.deepEqual([ended.code, ended.stdout, ended.stderr], [0, '\0\ufffd\nA', '']);
});

test('a rule that matched nothing is told', async () => {
  const file = path.join(place.path, 'rule.json');
  const rules = [{ direction: 'clientToServer', payloadPrefix: 'nobody sends this', nth: 1, action: 'drop' }];
  await writeFile(file, JSON.stringify({ name: 'rule', rules }));
  const { summary } = await summaryOf('--profile', file, ...python, ...hello);
  assert.deepEqual(summary.warnings, [
    'rule 1 matched nothing: drop packet 1 that begins with "nobody sends this", client → server',
  ]);
});

test('bad input is one line and exit code 2', async (t) => {
  const homework = path.join(place.path, 'homework');
  await writeFile(homework, 'mine');
  const calls: [string, string[], RegExp][] = [
    ['an unknown profile', ['--profile', 'dls', ...hello], /did you mean dsl\? .*there are clean, lan, /],
    ['a file that is not ours to replace', ['--capture', homework, ...hello], /is no capture: name another/],
    [
      'a command that is not in the image',
      [...python, '--', 'python9'],
      /command python9 cannot be started: there is no/,
    ],
    [
      'a server that is not there',
      [...python, '--', 'python3', '--peer', '--', './srv'],
      /server's command \.\/srv cannot/,
    ],
  ];
  for (const [name, args, message] of calls) {
    await t.test(name, async () => {
      const ended = await link(...args);
      assert.equal(ended.code, 2, ended.stderr);
      const complaints = ended.stderr.split('\n').filter((line) => line !== '' && !/^(image |Docker )/.test(line));
      assert.deepEqual([complaints.length, ended.stdout], [1, ''], ended.stderr);
      assert.match(complaints[0]!, message);
    });
  }
  assert.equal(await readFile(homework, 'utf8'), 'mine');
});

test('ctrl-c ends both programs; capture and summary come all the same, and nothing is left', async () => {
  const file = path.join(place.path, 'interrupted.pcapng');
  const forever = 'import time; print("here"); time.sleep(60)';
  const server = ['--peer', '--', 'python3', 'hellosrvPython.py', '9000'];
  const args = ['link', '--capture', file, ...python, '--', 'python3', '-c', forever, ...server];
  const ended = await gradewire(args, (child, said) => {
    child.stdout!.on('data', () => {
      if (!child.killed && /^client \| here$/m.test(said())) child.kill('SIGINT');
    });
  });
  assert.equal(ended.code, 130, ended.stderr);
  assert.match(ended.stdout, /^client {2}still running, ended after /m);
  assert.equal(readPcapng(await readFile(file)).truncated, false);
  assert.deepEqual(await containersOf(ended.pid), []);
});

const guide = await readFile(path.join(root, 'docs/link.md'), 'utf8');
const examples = [...guide.matchAll(/^ {4}npm run gradewire -- (link (?:.*\\\n)*.*)$/gm)].map(
  ([, command]) => command!,
);

test('the guide has examples', () => assert.ok(examples.length >= 3));
for (const example of examples) {
  test(`as the guide says: ${example.replace(/\\\n\s*/g, '')}`, async () => {
    const words = [...example.replace(/\\\n/g, '').matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)];
    const [, ...args] = words.map(([, single, double, plain]) => single ?? double ?? plain!);
    const ended = await link(...args);
    assert.equal(ended.code, 0, ended.stdout + ended.stderr);
    assert.match(ended.stdout, /^(client|server) \| \w/m);
    assert.deepEqual(await containersOf(ended.pid), []);
  });
}
