import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { cleanLink } from '@gradewire/core';
import { wiringContainer } from '../sandbox/hardening.ts';
import { requestOf } from '../sandbox/proving-ground.ts';
import { startSandbox } from '../sandbox/standing.ts';
import type { Endpoint } from './lab.ts';
import { type LabGround, labGround, type Script, script } from './lab-ground.ts';

let place: LabGround;
let pairs: { client: Endpoint; server: Endpoint }[];
before(async () => {
  place = await labGround();
  pairs = [];
  for (let i = 0; i < 2; i++)
    pairs.push({ client: await place.endpoint('client'), server: await place.endpoint('server') });
});
after(() => place.close());

const collect = `
import socket
u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); u.bind(('', 8000)); t = socket.create_server(('', 8000))
while True:
    data, (address, _) = u.recvfrom(100)
    print(address, data.decode())
`;

const say = (text: string, count: number) => `
import socket
u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); u.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
for i in range(${count}):
    for target in ('10.77.0.2', '10.77.0.255', '255.255.255.255', '224.0.0.1', '10.77.0.1', '10.77.0.3'):
        try: u.sendto(b'${text}', (target, 8000))
        except OSError: pass
u.sendto(b'${text} end', ('10.77.0.2', 8000))
`;

const heard = async (server: Script, what: string) => {
  while (!server.output().includes(what)) {
    await Promise.race([
      new Promise((resolve) => setTimeout(resolve, 20)),
      server.ended.then((all) => assert.fail(all)),
    ]);
  }
  return new Set(server.output().trim().split('\n'));
};

test('two pairs in one lab, with the same addresses, hear only their own', async () => {
  await using first = await place.lab.join(pairs[0]!.client, pairs[0]!.server, cleanLink);
  await using second = await place.lab.join(pairs[1]!.client, pairs[1]!.server, cleanLink);
  const servers = pairs.map(({ server }) => script(server, collect));
  for (const { program } of servers) await program.awaitListening(8000, 60_000);
  await Promise.all(pairs.map(({ client }, i) => script(client, say(`from ${i}`, 50)).ended));
  for (const [i, server] of servers.entries()) {
    const lines = await heard(server, `from ${i} end`);
    assert.deepEqual([...lines].sort(), [`10.77.0.1 from ${i}`, `10.77.0.1 from ${i} end`]);
  }
  const reports = [await first.stop(), await second.stop()];
  for (const [i, { capture }] of reports.entries()) {
    assert.ok(capture.includes(`from ${i}`));
    assert.ok(!capture.includes(`from ${1 - i}`), 'nothing of the other pair is in the capture');
  }
  await Promise.all(pairs.flatMap(({ client, server }) => [client.sandbox.reset(), server.sandbox.reset()]));
});

test('not even frames made by hand, from any sender to any receiver, get to another server', async () => {
  const [joined, apart] = pairs as [(typeof pairs)[0], (typeof pairs)[0]];
  await using first = await place.lab.join(joined.client, joined.server, cleanLink);
  await using second = await place.lab.join(apart.client, apart.server, cleanLink);
  const server = script(joined.server, collect);
  const other = script(apart.server, collect);
  for (const { program } of [server, other]) await program.awaitListening(8000, 60_000);

  // More than any student has: a helper in the client's network namespace that may write whole frames.
  const { reference } = await place.ground.images.ensureLanguage('python');
  const helper = wiringContainer(reference, place.ground.labels);
  const options = {
    ...helper,
    HostConfig: {
      ...helper.HostConfig,
      PidMode: '',
      CapAdd: ['NET_RAW'],
      NetworkMode: `container:${joined.client.sandbox.containerId}`,
    },
  };
  await using injector = await startSandbox(place.ground.docker, options);
  const inject = `
import itertools, socket, struct
def checksum(data):
    total = sum(struct.unpack('!%dH' % (len(data) // 2), data))
    while total >> 16: total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff
def frame(to, sender, source, target, text):
    udp = struct.pack('!HHHH', 999, 8000, 8 + len(text), 0) + text
    ip = struct.pack('!BBHHHBBH4s4s', 0x45, 0, 20 + len(udp), 1, 0, 64, 17, 0, socket.inet_aton(source), socket.inet_aton(target))
    ip = ip[:10] + struct.pack('!H', checksum(ip)) + ip[12:]
    return bytes.fromhex(to) + bytes.fromhex(sender) + b'\\x08\\0' + ip + udp
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW); s.bind(('eth0', 0))
macs = ['02000a4d0001', '02000a4d0002', 'ffffffffffff', '01005e000001', '020000000099', '000000000000']
addresses = ['10.77.0.1', '10.77.0.2', '10.77.0.9', '8.8.8.8', '127.0.0.1', '255.255.255.255']
for to, sender, source, target in itertools.product(macs, macs, addresses, addresses):
    s.send(frame(to, sender, source, target, b'forged'))
s.send(frame('02000a4d0002', '02000a4d0001', '10.77.0.1', '10.77.0.2', b'forged end'))
print('sent')
`;
  let output = '';
  const request = requestOf(['python3', '-c', inject], { uid: 0, cwd: '/' });
  const end = await injector.run(request, (_, bytes) => {
    output += bytes.toString();
  }).ended;
  assert.equal(output, 'sent\n', `${end.cause} ${end.code}`);

  assert.ok(
    (await heard(server, 'forged end')).has('10.77.0.1 forged end'),
    'they did reach the server that is joined',
  );
  await script(apart.client, say('honest', 3)).ended;
  assert.deepEqual([...(await heard(other, 'honest end'))], ['10.77.0.1 honest', '10.77.0.1 honest end']);
  await first.stop();
  const { capture } = await second.stop();
  assert.ok(!capture.includes('forged'));
});
