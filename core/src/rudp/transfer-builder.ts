/** Builds captures of transfers for the tests beside this file, as the link writes them. */

import { joined, pcapngBuilder, type TestEnds, udpFrame } from '../wire/capture-builder.ts';
import { datagrams } from '../wire/datagrams.ts';
import { readPcapng } from '../wire/pcapng.ts';
import { readTransfers, type Transfer } from './transfer.ts';

export interface TestDelivery {
  readonly ms: number;
  readonly note?: string;
  /** What arrives, where it is not what was sent. */
  readonly payload?: Uint8Array;
}

export interface TestCrossing {
  readonly from: 'client' | 'server';
  readonly ms: number;
  readonly payload: Uint8Array;
  readonly comment?: string;
  readonly deliveries: readonly TestDelivery[];
  /** The sender's port. */
  readonly port?: number;
}

export interface BuiltCapture {
  readonly bytes: Uint8Array;
  /** By index in the crossings: number in the capture of the packet as sent, and of its deliveries. */
  readonly frames: readonly { readonly sent: number; readonly delivered: readonly number[] }[];
}

const names = ['client to link', 'link to client', 'server to link', 'link to server'];
export const receiverPort = 5000;
export const ends = { sender: 'client', receiverPort };

/** Times become ns since the epoch with 100 s added, so that none is below zero. */
export function captureOf(crossings: readonly TestCrossing[]): BuiltCapture {
  const b = pcapngBuilder(true);
  const packets = crossings.flatMap(({ from, ms, payload, comment, deliveries, port = 40_000 }, of) => {
    const there = from === 'client' ? 'server' : 'client';
    const frame = (bytes: Uint8Array) => udpFrame(from === 'client' ? out(port) : back(port), bytes);
    const sent = { ms, of, nth: -1, frame: frame(payload), name: `${from} to link`, comment: comment ?? '' };
    return [
      sent,
      ...deliveries.map(({ ms, note = '', payload: other = payload }, nth) => {
        return { ms, of, nth, frame: frame(other), name: `link to ${there}`, comment: note };
      }),
    ];
  });
  packets.sort((a, b) => a.ms - b.ms);
  const frames = crossings.map(() => ({ sent: 0, delivered: [] as number[] }));
  for (const [i, { of, nth }] of packets.entries()) {
    if (nth === -1) frames[of]!.sent = i + 1;
    else frames[of]!.delivered[nth] = i + 1;
  }
  const blocks = packets.map(({ ms, frame, name, comment }) => {
    const ticks = BigInt(Math.round((100_000 + ms) * 1e6));
    return b.packet(names.indexOf(name), ticks, frame, comment === '' ? [] : [comment]);
  });
  return { bytes: joined([b.section(), ...names.map((name) => b.port(name, 9)), ...blocks]), frames };
}

function out(port: number): TestEnds {
  return { from: [10, 0, 0, 1], to: [10, 0, 0, 2], fromPort: port, toPort: receiverPort };
}

function back(port: number): TestEnds {
  return { from: [10, 0, 0, 2], to: [10, 0, 0, 1], fromPort: receiverPort, toPort: port };
}

/** What the reader makes of the capture. */
export function read(crossings: readonly TestCrossing[]): Transfer[] {
  return readTransfers(datagrams(readPcapng(captureOf(crossings).bytes).packets), ends);
}
