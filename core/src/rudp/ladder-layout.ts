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
/** How far down a lost packet's arrow leans. */
export const lostLean = 9;
const labelHeight = 18;
const leastStep = 4;
const pauseHeight = 30;
const leastPauseMs = 40;
/** While something is under way, only a long pause is worth a remark among the arrows. */
const leastPauseUnderWayMs = 150;
const noteColumns = 50;

interface Moment {
  readonly ms: number;
  readonly at: number;
  /** Index of the arrival; null for the sending. */
  readonly arrival: number | null;
}

/**
 * Places every sending and arrival in order of time, below `top`. Time is not to scale: bursts are stretched until the
 * labels have room, and pauses of 40 ms or more take the same space whatever their length, which is told unless arrows are in the way.
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
  let underWay = 0;
  let lastIsLost = false;
  for (const { ms, at, arrival } of moments) {
    const one = placed[at]!;
    const passedMs = ms - lastMs;
    lastMs = ms;
    if (passedMs >= leastPauseMs) {
      y = Math.max(y + (lastIsLost ? lostLean : 0), lowestLabel(freeFrom));
      const isTold = underWay === 0 || passedMs >= leastPauseUnderWayMs;
      if (isTold) pauses.push({ y: y + pauseHeight / 2 + 2, ms: passedMs });
      y += isTold ? pauseHeight : pauseHeight / 2;
    }
    y += leastStep;
    lastIsLost = one.row.lost !== null;
    underWay += arrival === null ? one.row.arrivals.length : -1;
    if (arrival !== null) one.arrivalYs[arrival] = y;
    else {
      const side = one.row.direction;
      one.y = y = Math.max(y, freeFrom[side]);
      freeFrom[side] = y + labelHeight + noteHeight * one.notes.length;
    }
  }
  return { rows: placed, pauses, height: Math.max(y, lowestLabel(freeFrom)) };
}

function lowestLabel(freeFrom: Readonly<Record<LadderRow['direction'], number>>): number {
  return Math.max(freeFrom['to-receiver'], freeFrom['to-sender']) - labelHeight;
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
