import type { Ladder, LadderRow } from './ladder.ts';

export interface PlacedRow {
  readonly row: LadderRow;
  readonly y: number;
  /** Where each arrival ends, in the order of the row's. */
  readonly arrivalYs: readonly number[];
  /** The highlight in lines that fit beside the diagram. */
  readonly notes: readonly string[];
}

/** A stretch of time in which nothing happens, drawn shorter than it was. */
export interface Pause {
  readonly y: number;
  readonly ms: number;
}

export interface LadderLayout {
  readonly rows: readonly PlacedRow[];
  readonly pauses: readonly Pause[];
  readonly height: number;
}

export const noteHeight = 14;
const labelHeight = 18;
const leastStep = 4;
const pauseHeight = 30;
const leastPauseMs = 40;
const noteColumns = 46;

interface Moment {
  readonly ms: number;
  readonly at: number;
  /** Index of the arrival; null for the sending. */
  readonly arrival: number | null;
}

/**
 * Places every sending and arrival in order of time, below `top`. Time is not to scale: bursts are stretched until the
 * labels have room, and pauses of 40 ms or more take the same space whatever their length, which is told.
 */
export function layOut({ rows }: Ladder, top: number): LadderLayout {
  const moments = rows
    .flatMap((row, at): Moment[] => [
      { ms: row.ms, at, arrival: null },
      ...row.arrivals.map(({ ms }, arrival) => ({ ms, at, arrival })),
    ])
    .sort((a, b) => a.ms - b.ms || Number(a.arrival !== null) - Number(b.arrival !== null));
  const placed = rows.map((row) => ({ row, y: top, arrivalYs: [] as number[], notes: lines(row.highlight ?? '') }));
  const pauses: Pause[] = [];
  const freeFrom = { 'to-receiver': top, 'to-sender': top };
  let y = top;
  let lastMs = moments[0]?.ms ?? 0;
  for (const { ms, at, arrival } of moments) {
    const one = placed[at]!;
    const passedMs = ms - lastMs;
    lastMs = ms;
    if (passedMs >= leastPauseMs) {
      y = Math.max(y, freeFrom['to-receiver'] - labelHeight, freeFrom['to-sender'] - labelHeight);
      pauses.push({ y: y + pauseHeight / 2 + 2, ms: passedMs });
      y += pauseHeight;
    }
    y += leastStep;
    if (arrival !== null) one.arrivalYs[arrival] = y;
    else {
      const side = one.row.direction;
      one.y = y = Math.max(y, freeFrom[side]);
      freeFrom[side] = y + labelHeight + noteHeight * one.notes.length;
    }
  }
  const bottom = Math.max(y, freeFrom['to-receiver'] - labelHeight, freeFrom['to-sender'] - labelHeight);
  return { rows: placed, pauses, height: bottom };
}

function lines(text: string): string[] {
  const found: string[] = [];
  for (const word of text.split(' ').filter((one) => one !== '')) {
    const last = found.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= noteColumns) found[found.length - 1] = `${last} ${word}`;
    else found.push(word.slice(0, noteColumns));
  }
  return found.slice(0, 4);
}
