import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { cleanLink, readPcapng } from '@gradewire/core';
import { requestOf, runIn } from '../sandbox/proving-ground.ts';
import type { Endpoint } from './lab.ts';
import { echoServer, type LabGround, labGround, script } from './lab-ground.ts';

let place: LabGround;
let client: Endpoint;
let server: Endpoint;
before(async () => {
  place = await labGround();
  [client, server] = await Promise.all([place.endpoint('client'), place.endpoint('server')]);
});
after(() => place.close());

const resetBoth = () => Promise.all([client, server].map(({ sandbox }) => sandbox.reset()));

test('two endpoints meet by name and by address, and all that passes is in the capture, on four interfaces', async () => {
  await using link = await place.lab.join(client, server, cleanLink);
  const { program } = script(server, echoServer(5000));
  assert.deepEqual(await program.awaitListening(5000, 60_000), {
    reason: 'found',
    sockets: [{ address: '0.0.0.0', port: 5000 }],
  });
  const talk = `
import socket, time
for host in ('server', '10.77.0.2'):
    with socket.create_connection((host, 5000)) as s:
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        trips = []
        for i in range(100):
            start = time.monotonic()
            s.sendall(b'ping %d' % i); s.recv(100)
            trips.append(time.monotonic() - start)
print(sorted(trips)[50] * 1000)
`;
  const median = Number(await script(client, talk).ended);
  assert.ok(median > 0 && median < 10, `a round trip takes ${median} ms`);
  const { capture, framesForwarded, framesDropped } = await link.stop();
  await resetBoth();
  const { packets, truncated } = readPcapng(capture);
  assert.equal(truncated, false);
  const byInterface = Map.groupBy(packets, ({ interfaceName }) => interfaceName);
  assert.equal(byInterface.size, 4, [...byInterface.keys()].join());
  assert.equal(framesDropped, 0);
  assert.equal(packets.length, 2 * framesForwarded, 'each frame is there as it was sent and as it was delivered');
  const pings = packets.filter(({ data }) => Buffer.from(data).includes('ping 99'));
  assert.ok(pings.length >= 2 * 2 * 2);
});

test('what is not the peer cannot be reached from a joined endpoint', async () => {
  await using link = await place.lab.join(client, server, cleanLink);
  const reach = `
import socket, errno, time
for address in ('8.8.8.8', '172.17.0.1', '169.254.169.254', '10.78.0.1', '192.168.1.1'):
    start = time.monotonic()
    with socket.socket() as s: print(errno.errorcode[s.connect_ex((address, 80))], time.monotonic() - start < 0.5)
try: socket.getaddrinfo('example.com', 80)
except socket.gaierror: print('unknown')
`;
  assert.equal(await script(client, reach).ended, `${'ENETUNREACH True\n'.repeat(5)}unknown\n`);
  await link.stop();
});

test('without a link nothing passes', async () => {
  const { program } = script(server, echoServer(5001));
  await program.awaitListening(5001, 60_000);
  const connect = `
import socket
s = socket.socket(); s.settimeout(0.7)
try: s.connect(('server', 5001)); print('CONNECTED')
except OSError as e: print(type(e).__name__)
`;
  assert.equal(await script(client, connect).ended, 'TimeoutError\n');
  await resetBoth();
});

test('what an earlier case sent never reaches the next one', async () => {
  const listen = `
import select, socket, sys
t = socket.create_server(('', 6000)); u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); u.bind(('', 6000))
while True:
    for s in select.select([t, u], [], [])[0]:
        if s is u: print('datagram', u.recv(100).decode())
        else: print('connection', t.accept()[0].recv(100).decode())
`;
  // A connection with data on its way, connections in the making, datagrams: then the link ends under them.
  const first = await place.lab.join(client, server, cleanLink);
  const early = script(server, listen);
  await early.program.awaitListening(6000, 60_000);
  const restless = `
import socket, time
s = socket.create_connection(('server', 6000)); s.sendall(b'early'); print('connected')
u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
while True:
    u.sendto(b'early', ('server', 6000))
    n = socket.socket(); n.setblocking(False); n.connect_ex(('server', 6000))
    try: s.send(bytes(1000), socket.MSG_DONTWAIT)
    except OSError: pass
    time.sleep(0.01)
`;
  const sender = script(client, restless);
  while (!early.output().includes('datagram')) await new Promise((resolve) => setTimeout(resolve, 20));
  await first.stop();
  // Long enough for something to remain unacknowledged.
  await runIn(client.sandbox, ['sleep', '0.1'], { cwd: '/' });
  assert.equal(sender.output(), 'connected\n');
  await resetBoth();
  for (const endpoint of [client, server]) {
    const { stdout } = await runIn(endpoint.sandbox, ['cat', '/proc/net/tcp'], { cwd: '/' });
    assert.equal(stdout.trim().split('\n').length, 1, stdout);
  }

  await using second = await place.lab.join(client, server, cleanLink);
  const late = script(server, listen);
  await late.program.awaitListening(6000, 60_000);
  // The kernel would send again within 200 to 400 ms.
  const own =
    'import socket, time; time.sleep(0.8); s = socket.create_connection(("server", 6000)); s.sendall(b"late"); s.close()';
  await script(client, own).ended;
  while (!late.output().includes('late\n')) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(late.output(), 'connection late\n');
  const { capture } = await second.stop();
  const ports = new Set(
    readPcapng(capture)
      .packets.map(({ data }) => Buffer.from(data))
      .filter((frame) => frame.readUInt16BE(12) === 0x800)
      .map((frame) => frame.readUInt16BE(34)),
  );
  assert.equal(ports.size, 2, `one connection, from one port to another: ${[...ports]}`);
  await resetBoth();
});

test('a port is free at once: a hundred servers on the same one', async () => {
  const tree = await place.ground.hostile('greet.c');
  await using one = await place.ground.sandbox('c', tree);
  await using other = await place.ground.sandbox('c', tree);
  const [from, to] = [await place.lab.wire(one, 'client'), await place.lab.wire(other, 'server')];
  await using link = await place.lab.join(from, to, cleanLink);
  for (let i = 0; i < 100; i++) {
    let said = '';
    const program = other.run(requestOf(['./greet', '7000']), (_, bytes) => {
      said += bytes.toString();
    });
    assert.equal((await program.awaitListening(7000, 60_000)).reason, 'found', said);
    const { end, stdout, stderr } = await runIn(one, ['./greet', '10.77.0.2', '7000']);
    assert.deepEqual([end.code, stdout, stderr], [0, 'hello', '']);
    assert.equal((await program.ended).code, 0, said);
    await Promise.all([from.sandbox.reset(), to.sandbox.reset()]);
  }
  await link.stop();
});

test('the machine itself has no part in it: its interfaces are none of ours', async () => {
  const interfaces = await readdir('/sys/class/net');
  assert.deepEqual(
    interfaces.filter((name) => /^port\d/.test(name)),
    [],
  );
  await using added = await place.ground.sandbox('python');
  await place.lab.wire(added, 'client');
  assert.deepEqual(
    (await readdir('/sys/class/net')).filter((name) => /^port\d/.test(name)),
    [],
  );
});
