import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  auditLink,
  cleanLink,
  InfrastructureFault,
  LinkProfile,
  type LinkProfileInput,
  readPcapng,
} from '@gradewire/core';
import { provingGround } from '../sandbox/proving-ground.ts';
import type { Endpoint } from './lab.ts';
import { echoServer, type LabGround, labGround, script } from './lab-ground.ts';
import { netem, netemVersion } from './netem.ts';
import { type NetemProbe, type NetemSupport, probeKernel } from './probe.ts';

// A profile without impairments needs a bridge and no netem: this much of the backend runs on any kernel. The rest is
// skipped where the kernel has none, and runs in the conformance tests, which bring a kernel and a Docker of their own.
const untried = { netem: true, seed: true, tc: '0', kernel: 'tested' } as const;

let probed: NetemProbe;
let support: NetemSupport;
let place: LabGround;
let client: Endpoint;
let server: Endpoint;
before(async () => {
  const { docker, images, labels } = await provingGround();
  probed = (await probeKernel(docker, (await images.ensure('lab')).reference, labels)).netem;
  support = probed.netem ? probed : untried;
  place = await labGround((links, wiring) => netem(links, wiring, support));
  [client, server] = await Promise.all([place.endpoint('client'), place.endpoint('server')]);
});
after(() => place?.close());

const resetBoth = () => Promise.all([client, server].map(({ sandbox }) => sandbox.reset()));

const talk = (port: number) => `
import socket
with socket.create_connection(('server', ${port})) as s:
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for i in range(50):
        s.sendall(b'ping %d' % i); got = s.recv(100)
print(got)
`;

for (const attempt of ['a new link', 'another one between the same ports']) {
  test(`${attempt}: the kernel forwards, and both sides of all that passes are captured`, async () => {
    await using link = await place.lab.join(client, server, cleanLink);
    await script(server, echoServer(6000)).program.awaitListening(6000, 60_000);
    assert.equal(await script(client, talk(6000)).ended, "b'ping 49'\n");
    const { capture, framesForwarded, version, realised } = await link.stop();
    await resetBoth();
    assert.deepEqual([version, realised.directions, realised.overrun], [netemVersion(support), null, 0]);
    const { packets, truncated } = readPcapng(capture);
    assert.equal(truncated, false);
    const by = Map.groupBy(packets, ({ interfaceName }) => interfaceName);
    const of = (name: string) => by.get(name) ?? [];
    assert.equal(of('link to client').length + of('link to server').length, framesForwarded);
    for (const [sent, delivered] of [
      [of('client to link'), of('link to server')],
      [of('server to link'), of('link to client')],
    ] as const) {
      assert.ok(sent.length > 50);
      assert.deepEqual(
        delivered.map(({ data }) => Buffer.from(data).toString('hex')),
        sent.map(({ data }) => Buffer.from(data).toString('hex')),
      );
      for (const [index, { timeNs }] of delivered.entries()) {
        const passageMs = Number(timeNs - sent[index]!.timeNs) / 1e6;
        assert.ok(passageMs >= 0 && passageMs < 100, `${passageMs} ms`);
      }
    }
  });
}

test('a link that is let go of without a report leaves nothing behind', async () => {
  const abandoned = await place.lab.join(client, server, cleanLink);
  await abandoned[Symbol.asyncDispose]();
  await script(server, echoServer(6001)).program.awaitListening(6001, 60_000);
  const connect = `
import socket
s = socket.socket(); s.settimeout(0.5)
try: s.connect(('server', 6001)); print('CONNECTED')
except OSError as e: print(type(e).__name__)
`;
  assert.equal(await script(client, connect).ended, 'TimeoutError\n');
  await using link = await place.lab.join(client, server, cleanLink);
  assert.equal(await script(client, connect).ended, 'CONNECTED\n');
  await link.stop();
  await resetBoth();
});

/** Blackouts that came late are a fault, which a machine that was busy is forgiven: it is asked again. */
async function inTime(trial: () => Promise<void>) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await trial();
    } catch (error) {
      if (attempt === 5 || !(error instanceof InfrastructureFault) || !/ms late$/.test(error.message)) throw error;
      await resetBoth();
    }
  }
}

/** Sends a number every 10 ms for 900 ms; the server prints those that it got, once it has had the last one. */
const numbers = `
import socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
start = time.monotonic()
for i in range(90):
    time.sleep(max(0, start + i / 100 - time.monotonic()))
    s.sendto(b'%d' % i, ('server', 6002))
`;
const listener = `
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(('', 6002)); s.settimeout(5)
t = socket.create_server(('', 6002))
got = []
while not got or got[-1] < 89: got.append(int(s.recv(100)))
print(got)
`;

for (const { fromMs, toMs } of [
  { fromMs: 0, toMs: 300 },
  { fromMs: 300, toMs: 600 },
]) {
  test(`nothing passes in a blackout from ${fromMs} to ${toMs} ms after the first packet`, () =>
    inTime(async () => {
      const profile = LinkProfile.parse({ name: 'dark', blackouts: [{ fromMs, toMs }] });
      await using link = await place.lab.join(client, server, profile);
      const listening = script(server, listener);
      await listening.program.awaitListening(6002, 60_000);
      await script(client, numbers).ended;
      const got = new Set(JSON.parse(await listening.ended) as number[]);
      const { realised } = await link.stop();
      await resetBoth();
      // 150 ms for a busy machine: the kernel is told by a command when to begin and to end.
      const inside = Array.from({ length: 90 }, (_, i) => i).filter((i) => i * 10 >= fromMs && i * 10 < toMs);
      const certain = fromMs === 0 ? inside : inside.filter((i) => i * 10 > fromMs + 150);
      assert.deepEqual(
        certain.filter((i) => got.has(i)),
        [],
      );
      for (let i = 0; i * 10 < fromMs; i++) assert.ok(got.has(i), `${i} was sent before it`);
      for (let i = (toMs + 150) / 10; i < 90; i++) assert.ok(got.has(i), `${i} was sent after it`);
      const { packets, blackedOut } = realised.directions!.clientToServer;
      assert.deepEqual([packets, blackedOut], [90, 90 - got.size]);
    }));
}

/** Sends this many numbers, one every 2 ms, and says which of them the other side got, in order of arrival. */
async function count(profile: LinkProfileInput, { from, to }: { from: Endpoint; to: Endpoint }, many: number) {
  const parsed = LinkProfile.parse(profile);
  await using link = await place.lab.join(client, server, parsed);
  const listening = script(to, counting);
  await listening.program.awaitListening(6003, 60_000);
  await script(from, sending(many, to.side)).ended;
  const got = JSON.parse(await listening.ended) as number[];
  const { capture, realised } = await link.stop();
  await resetBoth();
  const frames = many + got.length;
  assert.deepEqual(auditLink(parsed, realised, { lagMs: 0, durationMs: 10_000, frames }), []);
  const { packets } = readPcapng(capture);
  const at = (name: string) => packets.filter(({ interfaceName }) => interfaceName === name);
  const sent = new Map(at(`${from.side} to link`).map(({ data, timeNs }) => [numberIn(data), timeNs]));
  const passagesMs = at(`link to ${to.side}`).map(
    ({ data, timeNs }) => Number(timeNs - sent.get(numberIn(data))!) / 1e6,
  );
  assert.deepEqual([sent.size, passagesMs.length], [many, got.length], 'captured');
  return { got, passagesMs, directions: realised.directions! };
}

/** In an Ethernet frame, behind IPv4 and UDP without options. */
const numberIn = (frame: Uint8Array) => Number.parseInt(Buffer.from(frame.subarray(42)).toString(), 10);

const counting = `
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(('', 6003)); s.settimeout(10)
t = socket.create_server(('', 6003))
got = []
try:
    while True: got.append(int(s.recv(100))); s.settimeout(1.5)
except TimeoutError: print(got)
`;
const sending = (many: number, to: string) => `
import socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for i in range(${many}):
    time.sleep(0.002)
    s.sendto(b'%d' % i, ('${to}', 6003))
`;

const lossy = (seed: number) =>
  ({
    name: 'lossy',
    keying: 'stream',
    seed,
    clientToServer: { delay: '30ms', loss: { model: 'random', percent: 20 } },
  }) as const;

test('netem delays and loses what it was told to, the same packets with the same seed; tc counts it', async (t) => {
  if (!probed.netem) return t.skip(`no netem in this kernel: ${probed.reason}`);
  const forth = { from: client, to: server };
  const first = await count(lossy(7), forth, 200);
  const lost = 200 - first.got.length;
  assert.ok(lost > 0 && first.passagesMs.every((ms) => ms >= 30), `${Math.min(...first.passagesMs)} ms`);
  const { clientToServer, serverToClient } = first.directions;
  assert.deepEqual(clientToServer.tallies.loss, { configured: 0.2, trials: 200, hits: lost });
  assert.deepEqual([clientToServer.packets, clientToServer.lost, serverToClient.lost], [200, lost, 0]);
  const again = await count(lossy(7), forth, 200);
  const other = await count(lossy(8), forth, 200);
  if (probed.seed) assert.deepEqual(again.got, first.got);
  assert.notDeepEqual(other.got, first.got);
  const back = await count(lossy(7), { from: server, to: client }, 50);
  assert.deepEqual(
    back.got,
    Array.from({ length: 50 }, (_, i) => i),
    'nothing was asked of the way back',
  );
  assert.ok(Math.min(...back.passagesMs) < 30);
});

test('netem delivers twice what it was told to, and a blackout beside it is counted', async (t) => {
  if (!probed.netem) return t.skip(`no netem in this kernel: ${probed.reason}`);
  const profile: LinkProfileInput = {
    name: 'copies in the dark',
    keying: 'stream',
    serverToClient: { delay: '5ms', duplicate: 20 },
    blackouts: [{ fromMs: 0, toMs: 200 }],
  };
  await inTime(async () => {
    const { got, directions } = await count(profile, { from: server, to: client }, 300);
    const distinct = new Set(got).size;
    assert.ok(distinct < 300 && distinct > 0 && got.length > distinct, `${distinct} of ${got.length}`);
    const { packets, blackedOut, duplicated } = directions.serverToClient;
    // A kernel without the filter tells copies and what was shut out only as a sum.
    const counted = blackedOut > 0 ? [blackedOut, duplicated] : [300 - distinct, got.length - distinct];
    assert.deepEqual([packets, ...counted], [300, 300 - distinct, got.length - distinct]);
  });
});
