import type { EventQueue } from './event-queue.ts';

/** How a sender differs from the reference: sliding window, a timer of 500 ms for every packet. */
export interface Habits {
  readonly window: number;
  readonly timerMs: number;
  /** Timers fire at multiples of this, as with a polling loop. */
  readonly tickMs: number;
  /** One timer, for the oldest packet, and all that is outstanding is sent again. */
  readonly goBackN: boolean;
  /** Acknowledgements that say the same before the oldest packet is sent again at once; 0: never. */
  readonly fastAfter: number;
  /** How often each packet is put on the wire, back to back. */
  readonly copies: number;
  /** The sequence number (from 0, the start packet) that is sent once too often, as its first transmission is. */
  readonly duplicated: number;
  /** A packet of another flow goes out first. */
  readonly stray: boolean;
}

export const reference: Habits = {
  window: 5,
  timerMs: 500,
  tickMs: 1,
  goBackN: false,
  fastAfter: 0,
  copies: 1,
  duplicated: -1,
  stray: false,
};

export type Transmit = (word: 'start' | 'data' | 'end', sequence: number) => void;

/**
 * Sends `start`, waits for its acknowledgement, then `packets` data packets, and `end` when all of them are
 * acknowledged. Returns what takes an acknowledgement and says whether everything is acknowledged.
 */
export function sender(habits: Habits, packets: number, clock: EventQueue, transmit: Transmit) {
  const end = packets + 1;
  const dueAt: number[] = [];
  let oldest = 0;
  let next = 0;
  let repeated = 0;

  function put(sequence: number) {
    const word = sequence === 0 ? 'start' : sequence === end ? 'end' : 'data';
    const extra = sequence === habits.duplicated && dueAt[sequence] === undefined ? 1 : 0;
    for (let i = 0; i < habits.copies + extra; i++) transmit(word, sequence);
    if (!habits.goBackN) arm(sequence);
  }

  function arm(sequence: number) {
    const at = Math.ceil((clock.now() + habits.timerMs) / habits.tickMs) * habits.tickMs;
    dueAt[sequence] = at;
    clock.plan(at, () => {
      if (sequence < oldest || dueAt[sequence] !== at) return;
      if (!habits.goBackN) put(sequence);
      else {
        for (let n = oldest; n < next; n++) put(n);
        arm(oldest);
      }
    });
  }

  const maySend = () =>
    next === 0 || (oldest > 0 && next < oldest + habits.window && (next < end || (next === end && oldest === end)));

  function fill() {
    const idle = next === oldest;
    while (maySend()) put(next++);
    if (habits.goBackN && idle && next > oldest) arm(oldest);
  }

  fill();
  return (acknowledged: number): boolean => {
    if (acknowledged > oldest) {
      oldest = acknowledged;
      repeated = 0;
      const outstanding = next > oldest;
      fill();
      if (habits.goBackN && outstanding) arm(oldest);
    } else if (acknowledged === oldest && ++repeated === habits.fastAfter) put(oldest);
    return oldest > end;
  };
}
