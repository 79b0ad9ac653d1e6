import type { Ipv4Packet } from './ipv4.ts';

/** A packet of which fragments are still missing. */
interface Unfinished<Mark> {
  readonly key: string;
  readonly fragments: Ipv4Packet[];
  readonly marks: Mark[];
}

/** IPv4 packets in the course of being put together. `Mark`: what the caller wants to remember of each fragment. */
export interface Reassembly<Mark> {
  readonly unfinished: Unfinished<Mark>[];
}

export interface Reassembled<Mark> {
  readonly packet: Ipv4Packet;
  /** In order of their arrival. */
  readonly marks: readonly Mark[];
  /** False: fragments were missing, and what there is from the start on is given. */
  readonly complete: boolean;
}

/** More at a time are not waited for: the oldest is given up, so that fragments without end cost no memory. */
const mostUnfinished = 64;
/** RFC 791: offsets reach no further. */
const longestPacket = 65_535;

export function reassembly<Mark>(): Reassembly<Mark> {
  return { unfinished: [] };
}

/**
 * Adds a fragment (RFC 791 §3.2) and returns the packets that are thereby done: the whole one, or one given up. A
 * fragment that is already there belongs to another copy of the packet, since links duplicate. Payloads are copied.
 */
export function addFragment<Mark>(state: Reassembly<Mark>, key: string, packet: Ipv4Packet, mark: Mark) {
  const done: Reassembled<Mark>[] = [];
  if (packet.fragmentOffset + packet.payloadLength > longestPacket) return done;
  const isFree = ({ fragments }: Unfinished<Mark>) =>
    fragments.every(({ fragmentOffset }) => fragmentOffset !== packet.fragmentOffset);
  let to = state.unfinished.find((one) => one.key === key && isFree(one));
  if (to === undefined) {
    to = { key, fragments: [], marks: [] };
    if (state.unfinished.push(to) > mostUnfinished) done.push(joined(state.unfinished.shift()!));
  }
  to.fragments.push({ ...packet, payload: packet.payload.slice(), addresses: packet.addresses.slice() });
  to.marks.push(mark);
  const result = joined(to);
  if (!result.complete) return done;
  state.unfinished.splice(state.unfinished.indexOf(to), 1);
  return [...done, result];
}

/** What is left when no more fragments come. */
export function giveUp<Mark>(state: Reassembly<Mark>): Reassembled<Mark>[] {
  return state.unfinished.splice(0).map(joined);
}

function joined<Mark>({ fragments, marks }: Unfinished<Mark>): Reassembled<Mark> {
  const inOrder = fragments.toSorted((a, b) => a.fragmentOffset - b.fragmentOffset);
  const pieces: Uint8Array[] = [];
  let end = 0;
  let last: Ipv4Packet | undefined;
  for (const one of inOrder) {
    const isCut = one.payload.length < one.payloadLength;
    if (one.fragmentOffset !== end || isCut) break;
    pieces.push(one.payload);
    end += one.payloadLength;
    last = one;
  }
  const complete = last !== undefined && !last.moreFragments;
  const whole = { payload: Buffer.concat(pieces), payloadLength: end, moreFragments: !complete };
  return { packet: { ...inOrder[0]!, ...whole }, marks, complete };
}
