import { setTimeout as pause } from 'node:timers/promises';
import type { StandingSandbox } from '../sandbox/standing.ts';
import { runTool } from './wiring.ts';

export interface BoundSocket {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
}

const tables = { tcp: ['/proc/net/tcp', '/proc/net/tcp6'], udp: ['/proc/net/udp', '/proc/net/udp6'] } as const;
/** The state of a TCP socket that listens, and of a UDP socket that is not connected (include/net/tcp_states.h). */
const waiting = { tcp: '0A', udp: '07' } as const;

/** Sockets in the kernel's own tables (proc_net_tcp(5)) that wait for somebody to come. */
export function boundSockets(protocol: BoundSocket['protocol'], table: string): BoundSocket[] {
  const entries = table.matchAll(/^ *\d+: [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]+:[0-9A-F]{4} ([0-9A-F]{2}) /gm);
  return [...entries].flatMap(([, port, state]) =>
    state === waiting[protocol] ? [{ protocol, port: Number.parseInt(port!, 16) }] : [],
  );
}

const pollMs = 20;

/**
 * Waits until something in the sandbox waits for somebody on the port (null: on any), TCP or UDP: true. False when it is
 * over, or after `withinMs`. Throws InfrastructureFault.
 */
export async function awaitBound(
  sandbox: StandingSandbox,
  port: number | null,
  isOver: () => boolean,
  withinMs: number,
): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const found = (await Promise.all([boundIn(sandbox, 'tcp'), boundIn(sandbox, 'udp')])).flat();
    if (found.some((socket) => port === null || socket.port === port)) return true;
    if (isOver() || performance.now() >= deadline) return false;
    await pause(pollMs);
  }
}

async function boundIn(sandbox: StandingSandbox, protocol: BoundSocket['protocol']): Promise<BoundSocket[]> {
  // A kernel without IPv6 lacks two of the files: what there is was printed all the same.
  return boundSockets(protocol, (await runTool(sandbox, ['cat', ...tables[protocol]])).stdout);
}
