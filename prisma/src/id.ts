import { randomUUID } from 'node:crypto';

// Ids are made here and not by the database, so that a row, its blob, its wake-up and its fence can name each other before
// anything is written. They are UUIDv7 (RFC 9562): a table's newest rows stay together in its index, and sorting by
// (createdAt, id) needs no second thought.

let lastTime = 0;
let sequence = 0;

/**
 * A new id, larger than every one that this process made before: 48 bits of Unix time in ms, 12 bits that count within
 * the millisecond (RFC 9562, 6.2, method 1), 62 random ones.
 */
export function newId(now = Date.now()): string {
  if (now > lastTime) {
    lastTime = now;
    // Starting in the lower half leaves room to count.
    sequence = Number.parseInt(randomUUID().slice(0, 3), 16) & 0x7ff;
  } else if (++sequence > 0xfff) {
    // Also when the clock was set back: go on from the latest time that was given out.
    lastTime += 1;
    sequence = 0;
  }
  const time = lastTime.toString(16).padStart(12, '0');
  const counted = (0x7000 | sequence).toString(16);
  // The last 64 bits of a UUIDv4 are the same: two of its variant, and chance, of which Node keeps a store.
  return `${time.slice(0, 8)}-${time.slice(8)}-${counted}${randomUUID().slice(18)}`;
}

/** When an id was made, in ms since 1970. */
export function timeOf(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
