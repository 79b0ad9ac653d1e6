import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { LinkProfile, readPcapng } from '@gradewire/core';
import { type LabGround, labGround, script } from './lab-ground.ts';

let place: LabGround;
before(async () => {
  place = await labGround();
});
after(() => place.close());

/** Takes `bytes` by TCP; prints how many came, and how many segments came before an earlier one. */
const receive = (bytes: number) => `
import socket
def ahead():
    names, values = [line.split() for line in open('/proc/net/netstat') if line.startswith('TcpExt:')]
    return int(values[names.index('TCPOFOQueue')])
listening = socket.create_server(('', 7000))
print('bound')
before, got = ahead(), 0
connection, _ = listening.accept()
while got < ${bytes} and (data := connection.recv(1 << 20)): got += len(data)
print(got, ahead() - before)
`;

/** Paced by its kernel, at 40 MB/s (SO_MAX_PACING_RATE): the kernel's timers send as well, wherever they go off. */
const transmit = (bytes: number) => `
import socket, struct
connection = socket.create_connection(('server', 7000))
connection.setsockopt(socket.SOL_SOCKET, 47, struct.pack('Q', 40_000_000))
connection.sendall(bytes(${bytes}))
connection.recv(1)
`;

/** Of 70,000 segments some 50 to 100 overtake others where frames wait in a queue per processor. */
test('bulk TCP crosses a clean link in order, segment by segment', async () => {
  const bytes = 100_000_000;
  const [client, server] = await Promise.all([place.endpoint('client'), place.endpoint('server')]);
  await using link = await place.lab.join(client, server, LinkProfile.parse({ name: 'clean' }));
  const receiver = script(server, receive(bytes));
  while (!receiver.output().includes('bound')) await new Promise((resolve) => setTimeout(resolve, 5));
  await script(client, transmit(bytes)).ended;
  const [, told = ''] = (await receiver.ended).trim().split(/\r?\n/);
  const { capture, framesDropped } = await link.stop();
  assert.equal(told, `${bytes} 0`);
  assert.equal(framesDropped, 0);
  const lengths = readPcapng(capture).packets.map(({ data }) => data.length);
  assert.ok(lengths.length > 5000, `${lengths.length} frames captured`);
  assert.equal(Math.max(...lengths), 1514);
});
