import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { decodeFrame, LinkProfile, type LinkProfileInput } from '@gradewire/core';
import type { Endpoint } from '../../engine/src/lab/lab.ts';
import { script } from '../../engine/src/lab/lab-ground.ts';
import { capturedFrames, etherType, hasComment } from './captured-frames.ts';
import { type ConformanceGround, conformanceGround } from './ground.ts';
import { throughLab } from './through-emulator.ts';
import { lostAndDuplicated } from './traffic.ts';

let ground: ConformanceGround;
/** They have Python. */
let client: Endpoint;
let server: Endpoint;
before(async () => {
  ground = await conformanceGround();
  [client, server] = await Promise.all([ground.endpoint('client'), ground.endpoint('server')]);
});
after(() => ground?.close());

type Link = Omit<LinkProfileInput, 'name'>;
const profileOf = (link: Link) => LinkProfile.parse({ name: 'keyed', keying: 'flow', seed: 5, ...link });
const everythingLost = { loss: { model: 'random', percent: 100 } } as const;

for (const kind of ['bit', 'printable'] as const) {
  test(`visible corruption (${kind}): one byte is another one, and the UDP checksum is right`, async () => {
    const link = { clientToServer: { visibleCorruption: { percent: 100, kind } } };
    const traffic = { clientToServer: { count: 300, size: 101, gapUs: 200 } };
    const { outcome, report } = await throughLab(ground, profileOf(link), traffic, 100);
    const { arrivals, unreadable } = outcome.clientToServer!;
    assert.equal(arrivals.length + unreadable, 300, 'the kernel dropped none for its checksum');
    assert.ok(arrivals.every(({ damaged }) => damaged === 1));
    // 18 of 101 bytes are those by which a datagram is known.
    assert.ok(unreadable > 10 && unreadable < 120, `${unreadable}`);
    const { sent, delivered } = capturedFrames(report.capture, 'client');
    for (const [at, { data }] of delivered.entries()) {
      const [before, after] = [decodeFrame(sent[at]!.data), decodeFrame(data)];
      assert.ok(before.kind === 'udp' && after.kind === 'udp' && after.checksum === 'valid');
      const places = [...after.payload.keys()].filter((place) => after.payload[place] !== before.payload[place]);
      assert.equal(places.length, 1);
      const [was, is] = [before.payload[places[0]!]!, after.payload[places[0]!]!];
      if (kind === 'bit') assert.equal(Math.log2(was ^ is) % 1, 0);
      else assert.ok(is >= 0x20 && is < 0x7f, `${is}`);
    }
  });
}

test('a datagram in fragments is corrupted visibly as one', async () => {
  const link = { clientToServer: { visibleCorruption: { percent: 100 } } };
  const traffic = { clientToServer: { count: 100, size: 4000, gapUs: 500 } };
  const { outcome } = await throughLab(ground, profileOf(link), traffic, 100);
  const { arrivals, unreadable } = outcome.clientToServer!;
  assert.equal(arrivals.length + unreadable, 100, 'no checksum was wrong');
  assert.ok(arrivals.length > 50 && arrivals.every(({ damaged }) => damaged === 1));
});

test('a TCP transfer comes through whole, whatever happens to its segments, and none is corrupted visibly', async () => {
  const impairment = {
    ...{ delay: '4ms', jitter: '2ms', duplicate: 3, corrupt: 2, reorder: { percent: 5 } },
    loss: { model: 'random', percent: 2 },
    visibleCorruption: { percent: 100 },
  } as const;
  await using link = await ground.lab.join(
    client,
    server,
    profileOf({ clientToServer: impairment, serverToClient: impairment }),
  );
  const receive = `
import socket, hashlib
s = socket.create_server(('', 7200)); print('listening'); c, _ = s.accept(); h = hashlib.sha256(); n = 0
while data := c.recv(65536): h.update(data); n += len(data)
c.sendall(h.hexdigest().encode()); c.close(); print(n)
`;
  const receiver = script(server, receive, 60_000);
  await receiver.program.awaitListening(7200, 5000);
  const transmit = `
import socket, hashlib, random
data = random.Random(1).randbytes(600_000)
s = socket.create_connection(('server', 7200)); s.sendall(data); s.shutdown(socket.SHUT_WR)
print(s.recv(100).decode() == hashlib.sha256(data).hexdigest())
`;
  assert.equal(await script(client, transmit, 60_000).ended, 'True\n');
  await receiver.ended;
  const { capture, realised } = await link.stop();
  await Promise.all([client, server].map(({ sandbox }) => sandbox.reset()));
  const { clientToServer } = realised.directions!;
  assert.ok(clientToServer.lost > 0 && clientToServer.duplicated > 0 && clientToServer.corrupted > 0);
  assert.equal(clientToServer.corruptedVisibly, 0);
  const { delivered } = capturedFrames(capture, 'client');
  for (const packet of delivered) {
    const frame = decodeFrame(packet.data);
    if (frame.kind === 'tcp' && frame.checksum === 'wrong') assert.ok(hasComment(packet, 'corrupted'));
  }
});

test('ICMP comes through where everything else is lost, as late as everything else', async () => {
  await using link = await ground.lab.join(
    client,
    server,
    profileOf({ serverToClient: { delay: '60ms', ...everythingLost, duplicate: 100, corrupt: 100 } }),
  );
  const ask = `
import socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.connect(('server', 7300)); s.settimeout(5)
start = time.monotonic(); s.send(b'nobody there')
try: s.recv(100)
except OSError as error: print(type(error).__name__, 60 <= (time.monotonic() - start) * 1000 < 1000)
`;
  assert.equal(await script(client, ask).ended, 'ConnectionRefusedError True\n');
  const { sent, delivered } = capturedFrames((await link.stop()).capture, 'server');
  assert.deepEqual(
    delivered.map(({ data }) => Buffer.from(data)),
    sent.map(({ data }) => Buffer.from(data)),
  );
  assert.equal(sent.length, 1);
});

test('ARP comes through where everything else is lost, at once', async () => {
  const late = { delay: '5s', ...everythingLost };
  await using link = await ground.lab.join(client, server, profileOf({ clientToServer: late, serverToClient: late }));
  // An address that nobody has: the kernel asks for it.
  await script(
    client,
    `
import socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.sendto(b'hello', ('10.77.0.9', 7300)); time.sleep(0.3)
`,
  ).ended;
  const { sent, delivered } = capturedFrames((await link.stop()).capture, 'client');
  assert.ok(sent.length > 0 && sent.every((packet) => etherType(packet) === 0x806));
  assert.deepEqual(
    delivered.map(({ data }) => Buffer.from(data)),
    sent.map(({ data }) => Buffer.from(data)),
  );
});

test('1472 bytes pass in one frame; 1473 need two', async () => {
  for (const [size, frames] of [
    [1472, 1],
    [1473, 2],
  ] as const) {
    const traffic = { clientToServer: { count: 20, size, gapUs: 500 } };
    const { outcome, report } = await throughLab(ground, profileOf({ clientToServer: { delay: '5ms' } }), traffic, 100);
    assert.deepEqual(lostAndDuplicated(outcome.clientToServer!, 20), { lost: [], duplicated: [] });
    assert.equal(capturedFrames(report.capture, 'client').delivered.length, 20 * frames);
  }
});

test('a datagram in fragments has one fate: all of them pass, once or twice, or none', async () => {
  const link = {
    clientToServer: { loss: { model: 'random', percent: 30 }, duplicate: 20, delay: '5ms', jitter: '1ms' },
  } as const;
  const traffic = { clientToServer: { count: 300, size: 4000, gapUs: 500 } };
  const { outcome, report } = await throughLab(ground, profileOf(link), traffic, 100);
  const { sent, delivered } = capturedFrames(report.capture, 'client');
  const byDatagram = (frames: typeof sent) =>
    Map.groupBy(frames, ({ data }) => {
      const frame = decodeFrame(data);
      assert.ok(frame.kind === 'udp' || frame.kind === 'fragment');
      return frame.identification;
    });
  const arrived = byDatagram(delivered);
  const parts = [...byDatagram(sent).keys()].map((id) => arrived.get(id)?.length ?? 0);
  assert.deepEqual(new Set(parts), new Set([0, 3, 6]));
  const lost = parts.filter((count) => count === 0).length;
  assert.equal(lostAndDuplicated(outcome.clientToServer!, 300).lost.length, lost);
  assert.ok(lost > 45 && lost < 120, `${lost}`);
});
