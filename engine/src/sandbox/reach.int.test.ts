import assert from 'node:assert/strict';
import { lookup } from 'node:dns/promises';
import { createServer } from 'node:net';
import { constants, networkInterfaces } from 'node:os';
import { after, before, test } from 'node:test';
import { type ProvingGround, provingGround, requestOf, runIn } from './proving-ground.ts';
import type { StandingSandbox } from './standing.ts';

let ground: ProvingGround;
let sandbox: StandingSandbox;
before(async () => {
  ground = await provingGround();
  sandbox = await ground.sandbox('python', await ground.hostile('reach-out.py'));
});
after(async () => {
  await sandbox[Symbol.asyncDispose]();
  await ground.close();
});

test('no address outside can be reached, and that is known at once', async () => {
  const server = createServer((socket) => socket.end('reached'));
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '0.0.0.0', () => resolve((server.address() as { port: number }).port));
  });
  try {
    const ours = Object.values(networkInterfaces())
      .flat()
      .map((one) => one!.address)
      .filter((address) => !address.includes(':'));
    const targets = [
      ...ours.map((address) => `${address}:${port}`),
      '172.17.0.1:22',
      '172.17.0.1:2375',
      '169.254.169.254:80',
      '8.8.8.8:53',
      '192.168.0.1:80',
      '224.0.0.1:5000',
      '255.255.255.255:5000',
      '::1:80',
      '2001:4860:4860::8888:53',
    ];
    const { end, stdout } = await runIn(sandbox, ['python3', 'reach-out.py', ...targets]);
    assert.equal(end.code, 0);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => line.split(' '));
    assert.equal(lines.length, 2 * targets.length);
    for (const [kind, target, how, ms] of lines) {
      // Its own loopback is its own: there somebody may refuse.
      const expected = target!.startsWith('127.') ? /^ECONNREFUSED$/ : /^(ENETUNREACH|EADDRNOTAVAIL|EACCES|EPERM)$/;
      assert.match(how!, expected, `${kind} ${target}`);
      assert.ok(Number(ms) < 500, `${kind} ${target}: ${ms} ms`);
    }
  } finally {
    server.close();
  }
});

test('names are not looked up anywhere', async () => {
  const ask =
    'import socket,time; t=time.monotonic()\ntry: print(socket.getaddrinfo("example.com", 80))\nexcept socket.gaierror: print("unknown", time.monotonic()-t < 1)';
  const { stdout } = await runIn(sandbox, ['python3', '-c', ask]);
  assert.equal(stdout, 'unknown True\n');
  assert.ok(await lookup('localhost'), 'while this machine knows names');
});

test('the only interface is loopback, and nothing can be added', async () => {
  const { stdout } = await runIn(sandbox, ['sh', '-c', 'ls /sys/class/net; tail -n +2 /proc/net/route | wc -l']);
  assert.equal(stdout, 'lo\n0\n');
  const add = `
import socket, struct
s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
for kind, body in ((16, struct.pack('BxHiII', 0, 0, 0, 1, 1)), (24, bytes(12)), (20, struct.pack('BBBBI', 2, 8, 0, 0, 1)), (28, bytes(12))):
    s.send(struct.pack('IHHII', 16 + len(body), kind, 0x605, 1, 0) + body)
    print(struct.unpack_from('i', s.recv(4096), 16)[0])
`;
  // RTM_NEWLINK, NEWROUTE, NEWADDR, NEWNEIGH: each is answered with EPERM.
  assert.equal((await runIn(sandbox, ['python3', '-c', add])).stdout, '-1\n-1\n-1\n-1\n');
});

test('sockets in a sandbox are its own: another sandbox cannot meet them', async () => {
  await using other = await ground.sandbox('python');
  const listen = `
import socket
unix = socket.socket(socket.AF_UNIX); unix.bind('\\0meet'); unix.listen()
tcp = socket.create_server(('', 4444))
while True: tcp.accept()
`;
  const program = other.run(requestOf(['python3', '-c', listen]), () => {});
  assert.equal((await program.awaitListening(4444, 60_000)).reason, 'found');
  const meet = `
import socket
for family, address in ((socket.AF_INET, ('127.0.0.1', 4444)), (socket.AF_UNIX, '\\0meet')):
    print(socket.socket(family).connect_ex(address))
`;
  const refused = `${constants.errno.ECONNREFUSED}\n`;
  assert.equal((await runIn(sandbox, ['python3', '-c', meet])).stdout, refused + refused);
  assert.equal((await runIn(other, ['python3', '-c', meet])).stdout, '0\n0\n');
});
