import type { Fate } from './fate.ts';
import { type Breach, packetName } from './rules.ts';
import { showSequenceNumber } from './sequence-number.ts';
import type { SentAck, SentPacket, Transfer } from './transfer.ts';

/** A packet in a ladder diagram: sender on the left, receiver on the right, time downwards. */
export interface LadderRow {
  /** Number in the capture. */
  readonly frame: number;
  /** Since the sender's first packet. */
  readonly ms: number;
  readonly direction: 'to-receiver' | 'to-sender';
  /** `data 7`, `ack 8`. */
  readonly label: string;
  /** Such as `again, after 501 ms`; empty for an ordinary packet. */
  readonly remark: string;
  readonly arrivals: readonly LadderArrival[];
  /** Why nothing arrived; null if something did. */
  readonly lost: string | null;
  /** What this diagram is about; null for the other rows. */
  readonly highlight: string | null;
}

export interface LadderArrival {
  readonly ms: number;
  readonly corrupted: boolean;
}

export interface Ladder {
  readonly rows: readonly LadderRow[];
  /** Packets before the first row and after the last. */
  readonly before: number;
  readonly after: number;
}

export interface LadderOptions {
  /** Most rows; 60 at most are of use to anyone. */
  readonly most?: number;
  /** Number in the capture of the packet that must be among the rows; the first packet if left out. */
  readonly around?: number;
  /** What to say at which packets, by number in the capture. */
  readonly highlights?: ReadonlyMap<number, string>;
}

const mostRows = 60;

/** The packets and acknowledgements of a transfer as rows in order of time, those around the point of interest. */
export function ladder(transfer: Transfer, options: LadderOptions = {}): Ladder {
  const { around, highlights = new Map<number, string>() } = options;
  const most = Math.max(1, Math.min(options.most ?? mostRows, mostRows));
  const all = [
    ...transfer.packets.map((one) => ({ ...packetRow(one), highlight: highlights.get(one.frame) ?? null })),
    ...transfer.acks.map((one) => ({ ...ackRow(one), highlight: highlights.get(one.frame) ?? null })),
  ].sort((a, b) => a.ms - b.ms || a.frame - b.frame);
  const at = Math.max(
    0,
    all.findIndex(({ frame }) => frame === around),
  );
  // What led to it explains more than what followed.
  const start = Math.max(0, Math.min(at - Math.floor(most * 0.6), all.length - most));
  const rows = all.slice(start, start + most);
  return { rows, before: start, after: all.length - start - rows.length };
}

/** The breaches as highlights of a ladder. */
export function highlightsOf(breaches: readonly Breach[]): Map<number, string> {
  return new Map(breaches.map(({ packet, text }) => [packet.frame, text]));
}

function packetRow(packet: SentPacket): Omit<LadderRow, 'highlight'> {
  const { transmission, previousMs, ms, checksumRight, spurious } = packet;
  const remarks = [
    ...(transmission > 1 && previousMs !== null ? [`again, after ${shortMs(ms - previousMs)}`] : []),
    ...(spurious ? ['needlessly'] : []),
    ...(checksumRight === false ? ['wrong checksum'] : []),
  ];
  return row(packet, 'to-receiver', packetName(packet), remarks.join(', '));
}

function ackRow(ack: SentAck): Omit<LadderRow, 'highlight'> {
  const list = ack.held.slice(0, 5).map(showSequenceNumber).join(',');
  const label = `${packetName(ack)}${list === '' ? '' : `;${list}`}${ack.held.length > 5 ? ',…' : ''}`;
  return row(ack, 'to-sender', label, '');
}

function row(
  { frame, ms, fate }: { readonly frame: number; readonly ms: number; readonly fate: Fate },
  direction: LadderRow['direction'],
  label: string,
  remark: string,
): Omit<LadderRow, 'highlight'> {
  const arrivals = fate.deliveries.map(({ ms: arrived, corrupted }) => ({ ms: arrived, corrupted }));
  return { frame, ms, direction, label, remark, arrivals, lost: fate.lost };
}

/** With as many digits as anyone wants to compare. */
export function shortMs(ms: number): string {
  return `${ms < 9.95 ? ms.toFixed(1) : ms.toFixed(0)} ms`;
}
