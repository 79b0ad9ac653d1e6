import type { Stream } from '../observation.ts';
import { cover, type Range } from './ranges.ts';

/** How many of the first bytes are kept. */
const keptBytes = 4096;
/** The largest window that TCP can offer (RFC 7323 §2.3): no honest segment begins further ahead than this. */
const largestWindow = 2 ** 30;

/** One direction of a conversation while its segments come in. Positions count bytes; the first byte is at 0. */
export interface StreamAssembly {
  /** Sequence number of the first byte, initial sequence number + 1; null until this side's SYN is seen. */
  firstSequence: number | null;
  /** Position after the furthest byte seen. */
  end: number;
  readonly seen: Range[];
  /** Of the first `keptBytes`, those whose value is known (a capture can cut a packet). */
  readonly known: Range[];
  kept: Uint8Array;
  length: number;
  segments: number;
  firstByteMs: number | null;
  lastByteMs: number | null;
  finMs: number | null;
  resetMs: number | null;
}

export function streamAssembly(firstSequence: number | null): StreamAssembly {
  return {
    firstSequence,
    end: 0,
    seen: [],
    known: [],
    kept: new Uint8Array(0),
    length: 0,
    segments: 0,
    firstByteMs: null,
    lastByteMs: null,
    finMs: null,
    resetMs: null,
  };
}

/**
 * Position in the stream of a 32-bit sequence number, taken as the nearest to the furthest byte seen; -1 is the SYN.
 * Null if the stream cannot contain it: the number belongs to another connection.
 */
export function positionOf(stream: StreamAssembly, sequence: number): number | null {
  if (stream.firstSequence === null) return null;
  const ahead = (sequence - (stream.firstSequence + stream.end)) | 0;
  const position = stream.end + ahead;
  return position >= -1 && ahead <= largestWindow ? position : null;
}

/** Adds a segment's data. `length` is what was on the wire, `data` what was captured of it. The first copy counts. */
export function addData(s: StreamAssembly, position: number, data: Uint8Array, length: number, ms: number): void {
  const fresh = cover(s.seen, Math.max(0, position), position + length);
  s.end = Math.max(s.end, position + length);
  const knownEnd = Math.min(position + Math.min(data.length, length), keptBytes);
  for (const [start, end] of cover(s.known, Math.max(0, position), knownEnd)) {
    if (s.kept.length === 0) s.kept = new Uint8Array(keptBytes);
    s.kept.set(data.subarray(start - position, end - position), start);
  }
  if (fresh.length === 0) return;
  for (const [start, end] of fresh) s.length += end - start;
  s.segments++;
  s.firstByteMs ??= ms;
  s.lastByteMs = ms;
}

/** The bytes end where the first one is missing; the length counts every distinct byte that was seen. */
export function finishedStream(s: StreamAssembly): Stream {
  const [first] = s.known;
  const { length, segments, firstByteMs, lastByteMs, finMs, resetMs } = s;
  return {
    bytes: Buffer.from(s.kept.subarray(0, first?.[0] === 0 ? first[1] : 0)).toString('base64'),
    length,
    segments,
    firstByteMs,
    lastByteMs,
    finMs,
    resetMs,
  };
}
