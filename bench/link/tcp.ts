import { endpointAddress } from '@gradewire/core';
import type { Pair } from './place.ts';
import { startProgram } from './programs.ts';

const port = 7001;

/** Counts what comes in `seconds` from the first byte on. */
const receiver = (seconds: number) => `
use IO::Socket::INET;
my $listening = IO::Socket::INET->new(LocalPort => ${port}, Listen => 1, ReuseAddr => 1) or die $!;
print STDERR qq({"event":"ready"}\\n);
my ($from, $bytes) = ($listening->accept, 0);
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

/** One TCP connection that is kept full. Gbit/s of payload. */
export async function tcpGbits({ client, server }: Pair, seconds: number): Promise<number> {
  const receiving = startProgram(server.sandbox, ['perl', '-e', receiver(seconds)]);
  await receiving.ready;
  await startProgram(client.sandbox, ['perl', '-e', sender]).ended;
  return (Number(await receiving.ended) * 8) / seconds / 1e9;
}
