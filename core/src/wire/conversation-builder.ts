/** Packets as the link captures them, for the tests beside this file. */

import type { Stream } from '../observation.ts';
import { clientToServer, serverToClient, type TestFlags, tcpFrame, utf8 } from './capture-builder.ts';
import type { CapturedPacket } from './pcapng.ts';

export const startNs = 1_700_000_000_000_000_000n;

export function captured(interfaceName: string, ms: number, data: Uint8Array): CapturedPacket {
  const timeNs = startNs + BigInt(Math.round(ms * 1e6));
  return { interfaceName, linkType: 1, timeNs, data, originalLength: data.length, comments: [] };
}

/** What an endpoint sent, as the link writes it: when it came, and again when it was delivered. */
export function sent(
  who: 'client' | 'server',
  ms: number,
  flags: TestFlags,
  seq: number,
  ack: number,
  data = '',
): CapturedPacket[] {
  const frame = tcpFrame(who === 'client' ? clientToServer : serverToClient, flags, seq, ack, utf8(data));
  const peer = who === 'client' ? 'server' : 'client';
  return [captured(`${who} to link`, ms, frame), captured(`link to ${peer}`, ms + 0.01, frame)];
}

export function text(stream: Stream): string {
  return Buffer.from(stream.bytes, 'base64').toString();
}

export const handshake = (client = 100, server = 900, ms = 0) => [
  ...sent('client', ms + 0.5, { syn: true }, client, 0),
  ...sent('server', ms + 0.6, { syn: true, ack: true }, server, client + 1),
  ...sent('client', ms + 0.7, { ack: true }, client + 1, server + 1),
];
