import { endpointAddress } from '@gradewire/core';
import type { Pair } from './place.ts';
import { startProgram } from './programs.ts';

const port = 7001;

/** Counts what comes in `seconds` from the first byte on. */
const receiver = (seconds: number) => `
use IO::Socket::INET;
my $listening = IO::Socket::INET->new(LocalPort => ${port}, Listen => 1, ReuseAddr => 1) or die $!;
print STDERR qq({"event":"ready"}\\n);
my ($from, $bytes) = (scalar $listening->accept, 0);
$SIG{ALRM} = sub { print $bytes; exit 0 };
while (my $got = sysread $from, my $buffer, 1 << 20) { alarm ${seconds} unless $bytes; $bytes += $got }
die 'the sender has ended';
`;

/** Sends until nobody reads any more. */
const sender = `
use IO::Socket::INET;
my $to = IO::Socket::INET->new(PeerAddr => '${endpointAddress.server}:${port}') or die $!;
$SIG{PIPE} = 'IGNORE';
my $buffer = 'x' x (1 << 18);
1 while syswrite $to, $buffer;
`;

/** Segments that an endpoint has received, and those that came before an earlier one (TCPOFOQueue). */
async function segments({ server }: Pair): Promise<{ received: number; ahead: number }> {
  const text = await startProgram(server.sandbox, ['cat', '/proc/net/snmp', '/proc/net/netstat']).ended;
  const counter = (protocol: string, name: string) => {
    const [names = [], values = []] = text
      .split('\n')
      .filter((line) => line.startsWith(`${protocol}: `))
      .map((line) => line.split(' '));
    return Number(values[names.indexOf(name)]);
  };
  return { received: counter('Tcp', 'InSegs'), ahead: counter('TcpExt', 'TCPOFOQueue') };
}

export interface TcpTransfer {
  /** Of payload. */
  readonly gbits: number;
  /** Segments that came before an earlier one, %. */
  readonly outOfOrder: number;
}

/** One TCP connection that is kept full. */
export async function tcpTransfer(pair: Pair, seconds: number): Promise<TcpTransfer> {
  const before = await segments(pair);
  const receiving = startProgram(pair.server.sandbox, ['perl', '-e', receiver(seconds)]);
  await receiving.ready;
  await startProgram(pair.client.sandbox, ['perl', '-e', sender]).ended;
  const bytes = Number(await receiving.ended);
  const after = await segments(pair);
  return {
    gbits: (bytes * 8) / seconds / 1e9,
    outOfOrder: (100 * (after.ahead - before.ahead)) / (after.received - before.received),
  };
}
