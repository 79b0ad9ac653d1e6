import { type Crossing, crcsBefore } from './crossing.ts';
import { delayMs, expectedCopies, isDuplicate } from './fate.ts';

export interface Arrival {
  readonly copy: Crossing;
  readonly corrupted: boolean;
}

/** Packets that look alike and lack a copy, in order of time. `previous` leads past those that have got theirs. */
interface Alike {
  /** Indices of the packets sent. */
  readonly members: number[];
  readonly previous: number[];
  readonly given: boolean[];
}

/** The link's remark on a delay is rounded, and its two clocks are read one after the other. */
const toleranceNs = 20_000n;

/**
 * Which delivered copies are of which sent packet (the lists are in order of time; the result is by index in `sent`).
 * A copy is of a packet with the same bytes from the same socket; among those, retransmissions all, of the last that was
 * sent before the delay which the link says it added, as long as the link's remark on it lets one expect that copy.
 * Where the link changed a byte, the packet is the one whose CRC the change explains. A damaged copy without such a
 * remark is taken to be of the last packet of its length that still lacks one.
 */
export function match(sent: readonly Crossing[], delivered: readonly Crossing[]): Arrival[][] {
  const arrivals: Arrival[][] = sent.map(() => []);
  const exact = new Map<string, Alike>();
  const byLength = new Map<string, Alike>();
  const all = new Map<string, Alike>();
  for (const [index, one] of sent.entries()) {
    const { original, duplicate } = expectedCopies(one.comment);
    for (const copy of [...(original ? [false] : []), ...(duplicate ? [true] : [])]) {
      add(exact, exactKey(one, one.crc, copy), index);
      add(byLength, lengthKey(one, copy), index);
    }
    add(all, exactKey(one, one.crc, false), index);
  }

  const give = (copy: Crossing, alike: Alike | undefined, corrupted: boolean, byNs = sentBy(copy)): boolean => {
    const index = alike && takeLatest(alike, sent, byNs);
    if (index !== undefined) arrivals[index]!.push({ copy, corrupted });
    return index !== undefined;
  };
  const find = (copy: Crossing, crc: number) => exact.get(exactKey(copy, crc, isDuplicate(copy.comment)));
  const isWhole = (copy: Crossing) => give(copy, find(copy, copy.crc), copy.unseen);
  const isExplained = (copy: Crossing) => crcsBefore(copy).some((crc) => give(copy, find(copy, crc), true));
  // A link that had to wait between the readings of its clocks is early by that time; bytes do not lie.
  const isEarly = (copy: Crossing) => give(copy, find(copy, copy.crc), copy.unseen, copy.ns + toleranceNs);
  // A link that makes no remarks duplicates without saying so.
  const isSurplus = (copy: Crossing) => {
    const alike = all.get(exactKey(copy, copy.crc, false));
    const place = alike === undefined ? -1 : lastBy(alike, sent, sentBy(copy));
    if (place >= 0) arrivals[alike!.members[place]!]!.push({ copy, corrupted: copy.unseen });
    return place >= 0;
  };
  const isDamaged = (copy: Crossing) => {
    return give(copy, byLength.get(lengthKey(copy, isDuplicate(copy.comment))), true);
  };
  // From the last backwards: of two alike that were sent within the link's lag, each then gets its own.
  let rest = delivered.toSorted((a, b) => Number(sentBy(b) - sentBy(a)));
  const isClear = (copy: Crossing) => isWhole(copy) || isExplained(copy);
  for (const settles of [isClear, isEarly, isSurplus, isDamaged]) rest = rest.filter((copy) => !settles(copy));

  for (const list of arrivals) list.sort((a, b) => Number(a.copy.ns - b.copy.ns));
  return arrivals;
}

function exactKey({ socket, bytes }: Crossing, crc: number, copy: boolean): string {
  return `${socket} ${bytes} ${crc} ${copy}`;
}

function lengthKey({ socket, bytes }: Crossing, copy: boolean): string {
  return `${socket} ${bytes} ${copy}`;
}

function sentBy({ ns, comment }: Crossing): bigint {
  return ns - BigInt(Math.floor(delayMs(comment) * 1e6)) + toleranceNs;
}

function add(lists: Map<string, Alike>, key: string, index: number): void {
  const alike = lists.get(key) ?? { members: [], previous: [], given: [] };
  if (alike.members.length === 0) lists.set(key, alike);
  alike.previous.push(alike.members.length - 1);
  alike.members.push(index);
  alike.given.push(false);
}

function takeLatest(alike: Alike, sent: readonly Crossing[], byNs: bigint): number | undefined {
  const passed: number[] = [];
  let place = lastBy(alike, sent, byNs);
  while (place >= 0 && alike.given[place]) {
    passed.push(place);
    place = alike.previous[place]!;
  }
  for (const full of passed) alike.previous[full] = place;
  if (place < 0) return undefined;
  alike.given[place] = true;
  return alike.members[place]!;
}

/** Place of the last member sent at that time or before; -1 if there is none. */
function lastBy({ members }: Alike, sent: readonly Crossing[], byNs: bigint): number {
  let low = 0;
  let high = members.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sent[members[middle]!]!.ns <= byNs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
