import type { Fate } from './fate.ts';
import type { SentAck, SentPacket, Transfer } from './transfer.ts';

/** The same with decimal text for integers of any size, which JSON has no number for. */
type Stored<T> = T extends bigint
  ? string
  : T extends readonly (infer Item)[]
    ? readonly Stored<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Stored<T[Key]> }
      : T;

/** A transfer as JSON keeps it. */
export type StoredTransfer = Stored<Transfer>;

export function storeTransfer(transfer: Transfer): StoredTransfer {
  const { startNs, firstSequence, packets, acks } = transfer;
  return {
    ...transfer,
    startNs: `${startNs}`,
    firstSequence: text(firstSequence),
    packets: packets.map((one) => ({ ...storeAck(one), ...restOf(one), rel: text(one.rel) })),
    acks: acks.map(storeAck),
  };
}

export function loadTransfer(stored: StoredTransfer): Transfer {
  const { startNs, firstSequence, packets, acks } = stored;
  return {
    ...stored,
    startNs: BigInt(startNs),
    firstSequence: integer(firstSequence),
    packets: packets.map((one) => ({
      ...one,
      seq: integer(one.seq),
      held: one.held.map(BigInt),
      rel: integer(one.rel),
      fate: loadFate(one.fate),
    })),
    acks: acks.map((one) => ({
      ...one,
      seq: integer(one.seq),
      held: one.held.map(BigInt),
      fate: loadFate(one.fate),
    })),
  };
}

const text = (number: bigint | null): string | null => (number === null ? null : `${number}`);
const integer = (number: string | null): bigint | null => (number === null ? null : BigInt(number));

function storeAck(one: SentAck): Stored<SentAck> {
  const deliveries = one.fate.deliveries.map(({ wrongSeq, ...copy }) =>
    wrongSeq === undefined ? copy : { ...copy, wrongSeq: `${wrongSeq}` },
  );
  return { ...one, seq: text(one.seq), held: one.held.map(String), fate: { ...one.fate, deliveries } };
}

function loadFate(fate: Stored<Fate>): Fate {
  const deliveries = fate.deliveries.map(({ wrongSeq, ...copy }) =>
    wrongSeq === undefined ? copy : { ...copy, wrongSeq: BigInt(wrongSeq) },
  );
  return { ...fate, deliveries };
}

/** What a packet has besides its numbers. */
function restOf({ seq: _, held: __, rel: ___, fate: ____, ...rest }: SentPacket) {
  return rest;
}
