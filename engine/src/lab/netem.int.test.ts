import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { cleanLink, LinkProfile, readPcapng } from '@gradewire/core';
import type { Endpoint } from './lab.ts';
import { echoServer, type LabGround, labGround, script } from './lab-ground.ts';
import { netem } from './netem.ts';

// A profile without impairments needs a bridge and no netem: this much of the backend runs on any kernel. What netem
// does to packets is held against the emulator in the conformance tests, which bring a kernel of their own.
const support = { netem: true, seed: true, tc: '0', kernel: 'tested' } as const;

let place: LabGround;
let client: Endpoint;
let server: Endpoint;
before(async () => {
  place = await labGround((links, wiring) => netem(links, wiring, support));
  [client, server] = await Promise.all([place.endpoint('client'), place.endpoint('server')]);
});
after(() => place.close());

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
    await script(server, echoServer(6000)).program.awaitListening(6000, 5000);
    assert.equal(await script(client, talk(6000)).ended, "b'ping 49'\n");
    const { capture, framesForwarded, version, realised } = await link.stop();
    await resetBoth();
    assert.deepEqual([version, realised.directions, realised.overrun], ['Linux tested, iproute2 0', null, 0]);
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
  await script(server, echoServer(6001)).program.awaitListening(6001, 5000);
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
  test(`nothing passes in a blackout from ${fromMs} to ${toMs} ms after the first packet`, async () => {
    const profile = LinkProfile.parse({ name: 'dark', blackouts: [{ fromMs, toMs }] });
    await using link = await place.lab.join(client, server, profile);
    const listening = script(server, listener);
    await listening.program.awaitListening(6002, 5000);
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
  });
}
