import type { LinkDirection } from '@gradewire/core';

/** What one endpoint sends: numbered datagrams, those of several flows in turn (at most 8). */
export interface Sending {
  readonly count: number;
  /** Bytes of payload, at least 18. */
  readonly size: number;
  /** From burst to burst. */
  readonly gapUs: number;
  /** Datagrams back to back. */
  readonly burst?: number;
  readonly flows?: number;
}

/** What both endpoints send at the same time. */
export type Traffic = Partial<Record<LinkDirection, Sending>>;

/** A datagram that arrived readable: with the right length, number and time. */
export interface Arrival {
  readonly number: number;
  readonly flow: number;
  /** From the system call that sent it to the receiving kernel's stamp. */
  readonly delayMs: number;
  /** Bytes that are not what was sent. */
  readonly damaged: number;
}

export interface Received {
  /** In order of arrival. */
  readonly arrivals: readonly Arrival[];
  /** Datagrams whose first bytes are damaged, so that nobody knows which they were. */
  readonly unreadable: number;
}

/** What each direction's receiver saw. */
export type Outcome = Partial<Record<LinkDirection, Received>>;

/** The port of the first flow, at both receivers. */
export const firstPort = 7000;
export const mostFlows = 8;

/** Options of `gradewire-traffic send`, without the address. */
export function sendOptions({ count, size, gapUs, burst = 1, flows = 1 }: Sending): string[] {
  const options = { count, size, 'gap-us': gapUs, burst, flows };
  return Object.entries(options).flatMap(([name, value]) => [`--${name}`, `${value}`]);
}

interface TrafficEvent {
  readonly event: 'received' | 'unreadable' | 'done';
  readonly number: number;
  readonly flow: number;
  readonly sentNs: number;
  readonly atNs: number;
  readonly damaged: number;
}

/** Reads what `gradewire-traffic receive` said; it is whole only with its last line. */
export function readReceived(output: string): Received {
  const events = output
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as TrafficEvent);
  if (events.at(-1)?.event !== 'done') throw new Error(`the receiver did not finish: ${output.slice(-300)}`);
  return {
    arrivals: events
      .filter(({ event }) => event === 'received')
      .map(({ number, flow, sentNs, atNs, damaged }) => ({ number, flow, delayMs: (atNs - sentNs) / 1e6, damaged })),
    unreadable: events.filter(({ event }) => event === 'unreadable').length,
  };
}

/** How often each number arrived, the missing ones included. */
export function timesArrived({ arrivals }: Received, count: number): number[] {
  const times = new Array<number>(count).fill(0);
  for (const { number } of arrivals) times[number]!++;
  return times;
}

const where = (times: readonly number[], wanted: (times: number) => boolean) =>
  times.flatMap((it, number) => (wanted(it) ? [number] : []));

/** The numbers that never arrived, and those that arrived more than once. */
export function lostAndDuplicated(received: Received, count: number): { lost: number[]; duplicated: number[] } {
  const times = timesArrived(received, count);
  return { lost: where(times, (it) => it === 0), duplicated: where(times, (it) => it > 1) };
}
