import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { LinkProfile, type LinkProfileInput } from '@gradewire/core';
import { binomialTail } from '../../core/src/link/binomial.ts';
import { script } from '../../engine/src/lab/lab-ground.ts';
import { type ConformanceGround, conformanceGround } from './ground.ts';
import { throughLab } from './through-emulator.ts';
import { lostAndDuplicated, type Received, type Sending } from './traffic.ts';

let ground: ConformanceGround;
before(async () => {
  ground = await conformanceGround();
});
after(() => ground?.close());

/** The seeds are fixed, and so are the fates: what is not this unlikely today will not be tomorrow. */
const alpha = 1e-6;
function assertRate(hits: number, trials: number, p: number, what: string): void {
  const tail = binomialTail(hits, trials, p);
  assert.ok(tail > alpha, `${what}: ${hits} of ${trials} at ${p} has a probability of ${tail}`);
}

type Link = Omit<LinkProfileInput, 'name'>;
const sending: Sending = { count: 6000, size: 40, gapUs: 100 };

async function across(link: Link, from = sending, lingerMs = 100): Promise<Received> {
  const profile = LinkProfile.parse({ name: 'keyed', keying: 'flow', seed: 1, ...link });
  const { outcome } = await throughLab(ground, profile, { clientToServer: from }, lingerMs);
  return outcome.clientToServer!;
}

test('random loss and duplication: their rates, over all flows and in each', async (t) => {
  const flows = { ...sending, flows: 4 };
  const lossy = await across({ clientToServer: { loss: { model: 'random', percent: 20 } } }, flows);
  const lost = lostAndDuplicated(lossy, flows.count).lost;
  assertRate(lost.length, flows.count, 0.2, 'loss');
  for (let flow = 0; flow < 4; flow++) {
    assertRate(lost.filter((number) => number % 4 === flow).length, flows.count / 4, 0.2, `loss of flow ${flow}`);
  }
  // Flows have luck of their own: two of them lose the same index no oftener than by chance.
  const inTurn = (flow: number) => new Set(lost.filter((number) => number % 4 === flow).map((number) => number - flow));
  assertRate(inTurn(0).intersection(inTurn(1)).size, flows.count / 4, 0.04, 'loss of the same index in two flows');
  const doubled = await across({ clientToServer: { duplicate: 10 } });
  const { lost: none, duplicated } = lostAndDuplicated(doubled, sending.count);
  assert.deepEqual(none, []);
  assertRate(duplicated.length, sending.count, 0.1, 'duplication');
  t.diagnostic(`${lost.length} of 6000 lost at 20 %, ${duplicated.length} duplicated at 10 %`);
});

test('less loss loses some of the same packets: 10 % within 30 %', async () => {
  const lossOf = async (percent: number) =>
    new Set(
      lostAndDuplicated(await across({ clientToServer: { loss: { model: 'random', percent } } }), sending.count).lost,
    );
  const [few, many] = [await lossOf(10), await lossOf(30)];
  assertRate(few.size, sending.count, 0.1, 'loss');
  assert.deepEqual([...few.difference(many)], []);
});

test('gemodel: bursts begin and end as often as p and r say', async (t) => {
  const [p, r] = [5, 25];
  const received = await across({ clientToServer: { loss: { model: 'gemodel', p, r } } });
  const lost = new Set(lostAndDuplicated(received, sending.count).lost);
  // Each packet but the last is a trial: in a good state whether it turns bad, in a bad one whether it turns good.
  const trials = Array.from({ length: sending.count - 1 }, (_, number) => ({
    bad: lost.has(number),
    changes: lost.has(number) !== lost.has(number + 1),
  }));
  const bad = trials.filter((trial) => trial.bad);
  const good = trials.filter((trial) => !trial.bad);
  const begin = good.filter(({ changes }) => changes).length;
  const end = bad.filter(({ changes }) => changes).length;
  assertRate(begin, good.length, p / 100, 'bursts begin');
  assertRate(end, bad.length, r / 100, 'bursts end');
  t.diagnostic(
    `${lost.size} of ${sending.count} lost in ${begin} bursts of ${(bad.length / end).toFixed(2)} on average`,
  );
});

test('gemodel: each flow has bursts of its own', async () => {
  const flows = { ...sending, flows: 2 };
  const received = await across({ clientToServer: { loss: { model: 'gemodel', p: 2, r: 20 } } }, flows);
  const lost = new Set(lostAndDuplicated(received, flows.count).lost);
  const bad = Array.from({ length: flows.count - 2 }, (_, number) => number).filter((number) => lost.has(number));
  assertRate(bad.filter((number) => !lost.has(number + 2)).length, bad.length, 0.2, 'bursts of one flow end');
});

test('without jitter the order is kept, whatever else happens; a duplicate comes beside its original', async () => {
  const everything = {
    delay: '20ms',
    loss: { model: 'random', percent: 10 },
    duplicate: 10,
    rate: { bitsPerSecond: '50mbit' },
  } as const;
  const { arrivals } = await across({ clientToServer: everything }, { ...sending, count: 2000, flows: 3 });
  assert.ok(arrivals.length > 1500);
  assert.ok(arrivals.every(({ number }, at) => at === 0 || number >= arrivals[at - 1]!.number));
});

test('keyed by message: each transmission has luck of its own, from whatever socket it comes', async (t) => {
  const messages = 3000;
  const percent = 20;
  const [client, server] = await Promise.all([ground.endpoint('client'), ground.endpoint('server')]);
  const receive = script(
    server,
    `
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(('', 7100)); s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
print('bound')
while (line := s.recv(100)) != b'end': print(line.decode())
print('end')
`,
  );
  while (!receive.output().includes('bound')) await new Promise((resolve) => setTimeout(resolve, 5));
  const profile = LinkProfile.parse({
    ...{ name: 'message', keying: 'message', seed: 3 },
    message: { separator: '|', classField: 0, sequenceField: 1 },
    clientToServer: { loss: { model: 'random', percent } },
  });
  await using link = await ground.lab.join(client, server, profile);
  const transmit = `
import socket, time
s = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2)]
for i in range(${messages}):
    for k in range(2):
        s[k].sendto(b'data|%d|%d' % (i, k + 1), ('server', 7100))
    if i % 20 == 0: time.sleep(0.002)
while True:
    s[0].sendto(b'end', ('server', 7100)); time.sleep(0.01)
`;
  const sender = script(client, transmit);
  const arrivedLines = (await receive.ended).split(/\r?\n/);
  sender.program.kill();
  await link.stop();
  const arrived = new Set(arrivedLines);
  const numbers = Array.from({ length: messages }, (_, i) => i);
  const lost = [1, 2].map((k) => new Set(numbers.filter((i) => !arrived.has(`data|${i}|${k}`))));
  assertRate(lost[0]!.size, messages, percent / 100, 'loss of first transmissions');
  assertRate(lost[1]!.size, messages, percent / 100, 'loss of second transmissions');
  const both = lost[0]!.intersection(lost[1]!).size;
  assertRate(both, messages, (percent / 100) ** 2, 'loss of both');
  t.diagnostic(`of ${messages} messages ${lost[0]!.size} lost at first, ${lost[1]!.size} again, ${both} both times`);
});
