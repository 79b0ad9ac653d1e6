import { endpointAddress } from '@gradewire/core';
import type { Endpoint } from '@gradewire/engine';
import type { Pair } from './place.ts';
import { eventsIn, type Program, startProgram } from './programs.ts';

const port = ['--port', '7000'];

const traffic = (
  at: Endpoint,
  mode: string,
  options: Readonly<Record<string, number>>,
  more: string[] = [],
): Program => {
  const given = Object.entries(options).flatMap(([name, value]) => [`--${name}`, `${value}`]);
  return startProgram(at.sandbox, ['gradewire-traffic', mode, ...port, ...given, ...more]);
};
const toOther = (to: Endpoint) => ['--to', endpointAddress[to.side]];

export interface Sending {
  readonly count: number;
  /** Bytes of UDP payload. */
  readonly size: number;
  /** From burst to burst; 0: as fast as the kernel takes them. */
  readonly gapUs: number;
  readonly burst?: number;
}

async function send(from: Endpoint, to: Endpoint, { count, size, gapUs, burst = 1 }: Sending) {
  const output = await traffic(from, 'send', { count, size, 'gap-us': gapUs, burst }, toOther(to)).ended;
  return eventsIn(output).at(-1)!;
}

/** Sends one way; how long each datagram took that arrived: from before its system call to the receiving kernel's stamp. ms. */
export async function delaysMs(from: Endpoint, to: Endpoint, sending: Sending): Promise<number[]> {
  const receiver = traffic(to, 'receive', { 'linger-ms': 300 });
  await receiver.ready;
  await send(from, to, sending);
  receiver.end();
  const arrivals = eventsIn(await receiver.ended).filter(({ event }) => event === 'received');
  return arrivals.map(({ atNs, sentNs }) => (atNs - sentNs) / 1e6);
}

export interface Carried {
  /** Per second: what was sent, and what the receiving program read. */
  readonly offered: number;
  readonly received: number;
  /** Share that did not arrive. */
  readonly loss: number;
}

/** Sends one way; how much arrived. */
export async function carried({ client, server }: Pair, sending: Sending): Promise<Carried> {
  const receiver = traffic(server, 'receive', { 'linger-ms': 100 }, ['--summary']);
  await receiver.ready;
  const sent = await send(client, server, sending);
  receiver.end();
  const { received, durationNs } = eventsIn(await receiver.ended).at(-1)!;
  return {
    offered: sent.count / (sent.durationNs / 1e9),
    received: received / (durationNs / 1e9),
    loss: 1 - received / sent.count,
  };
}

export interface Asking {
  readonly count: number;
  /** From question to question; 0: at once when the one before is answered or given up. */
  readonly gapUs: number;
  /** After which a question is given up. */
  readonly patienceMs: number;
  /** Processor time that the asking program burns before it starts, as the start of a language's runtime does. */
  readonly startMs?: number;
}

/** Burns processor time, then becomes the command. */
const afterAStart = (startMs: number) =>
  `my $x = 0; while (1) { $x++ for 1 .. 10000; my ($u, $s) = times; last if $u + $s > ${startMs / 1000} } exec @ARGV or die`;

/** One datagram after the other, each echoed; round trips of those that were answered. ms. */
export async function roundTripsMs({ client, server }: Pair, asking: Asking): Promise<number[]> {
  const { count, gapUs, patienceMs, startMs = 0 } = asking;
  const echo = traffic(server, 'echo', {});
  await echo.ready;
  const options = ['--count', `${count}`, '--gap-us', `${gapUs}`, '--linger-ms', `${patienceMs}`];
  const ping = ['gradewire-traffic', 'ping', ...port, ...toOther(server), ...options];
  const argv = startMs ? ['perl', '-e', afterAStart(startMs), ...ping] : ping;
  const output = await startProgram(client.sandbox, argv).ended;
  echo.end();
  await echo.ended;
  return eventsIn(output)
    .at(-1)!
    .ns.map((ns) => ns / 1e6);
}
