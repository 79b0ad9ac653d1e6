import { type Drawing, type Evidence, rudp } from '@gradewire/core';
import type { Breached } from './breaches.ts';
import { describeEnd, lastLines } from './process.ts';
import { type Seen, transferWith } from './seen.ts';

const mostRows = 40;

/** What a diagram is about: a packet in it, and what to say there. */
export interface Focus {
  readonly frame: number | undefined;
  readonly remark: string;
}

/** The packets around the decisive one as text, and what the programs said. */
export function evidenceOf(seen: Seen, focus: Focus | undefined, title = ''): Evidence[] {
  const wire = focus && ladderOf(seen, focus);
  return [
    ...(wire ? [{ title: label(title, 'On the wire'), lines: rudp.ladderText(wire).split('\n') }] : []),
    ...outputsOf(seen, title),
  ];
}

export function drawingOf(seen: Seen, focus: Focus, title: string): Drawing[] {
  const diagram = ladderOf(seen, focus);
  return diagram ? [{ title, svg: rudp.ladderSvg(diagram, title) }] : [];
}

export function focusOn({ first }: Breached): Focus {
  return { frame: first.packet.frame, remark: first.text };
}

function ladderOf(seen: Seen, { frame, remark }: Focus): rudp.Ladder | undefined {
  const transfer = transferWith(seen, frame);
  if (transfer === undefined) return undefined;
  const highlights = frame === undefined ? new Map<number, string>() : new Map([[frame, remark]]);
  return rudp.ladder(transfer, { most: mostRows, highlights, ...(frame === undefined ? {} : { around: frame }) });
}

function outputsOf({ runs }: Seen, title: string): Evidence[] {
  return runs.map(({ argv, stdout, stderr, end, endedMs, startedMs }, i) => ({
    title: label(title, runs.length > 1 ? `Sender ${i + 1}` : 'Sender'),
    lines: [
      `$ ${argv.join(' ')}`,
      ...lastLines(stdout, 10),
      ...lastLines(stderr, 20).map((line) => `[stderr] ${line}`),
      `(${describeEnd(end)}, after ${((endedMs - startedMs) / 1000).toFixed(1)} s)`,
    ],
  }));
}

function label(title: string, what: string): string {
  return title === '' ? what : `${title}: ${what}`;
}
