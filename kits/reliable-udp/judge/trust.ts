import { rudp } from '@gradewire/core';

/** A damaged acknowledgement that names a higher number than any whole one that was delivered before. */
export interface FalseAck {
  readonly ack: rudp.SentAck;
  /** When it was delivered; ms since the sender's first packet. */
  readonly ms: number;
  /** What it names: often the number with which it was sent, the damage being elsewhere. */
  readonly seq: bigint;
}

/** In order of delivery. A sender that does not look at the checksum goes by them. */
export function falseAcks({ acks }: rudp.Transfer): FalseAck[] {
  const found: FalseAck[] = [];
  let known: bigint | null = null;
  const copies = acks.flatMap((ack) => ack.fate.deliveries.map((copy) => ({ ack, ...copy })));
  for (const { ack, ms, corrupted, unseen, wrongSeq } of copies.sort((a, b) => a.ms - b.ms)) {
    const seq = wrongSeq ?? ack.seq;
    if (unseen || seq === null || (known !== null && seq <= known)) continue;
    if (corrupted) found.push({ ack, ms, seq });
    else known = seq;
  }
  return found;
}

/** Longer than several timers: what has not been sent again by then is taken for done. Milliseconds. */
const givenUpMs = 2000;

/** A packet that is never sent again once a damaged acknowledgement has said that it arrived. */
export interface Trusted extends FalseAck {
  /** The packet that the receiver still asks for. */
  readonly missing: rudp.SentPacket;
}

/**
 * Whether the sender believed a damaged acknowledgement: what the receiver asks for at last was under way when one named
 * a higher number, and was not sent again. `untilMs`: until when it could have been; Infinity if the sender left.
 */
export function trustedAck(transfer: rudp.Transfer, untilMs: number): Trusted | undefined {
  const asked = transfer.acks.reduce<bigint | null>(
    (most, { seq }) => (seq !== null && (most === null || seq > most) ? seq : most),
    null,
  );
  const missing = transfer.packets.findLast(({ seq }) => seq !== null && seq === asked);
  if (missing === undefined || asked === null) return undefined;
  const after = falseAcks(transfer).find(({ ms, seq }) => ms >= missing.ms && seq > asked);
  return after && untilMs - after.ms >= givenUpMs ? { ...after, missing } : undefined;
}

/** Whether a packet is beyond the window only because a damaged acknowledgement was believed, which has its own cost. */
export function isByTrust(trusted: readonly FalseAck[], { ms, seq }: rudp.SentPacket): boolean {
  return trusted.some((one) => one.ms < ms && seq !== null && seq < one.seq + BigInt(rudp.usualWindow));
}
