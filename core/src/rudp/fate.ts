/** A copy of a packet that the link handed over. */
export interface Delivery {
  /** Number in the capture. */
  readonly frame: number;
  readonly ms: number;
  /** The bytes that arrived are not those that were sent. */
  readonly corrupted: boolean;
  /** The UDP checksum is wrong as well: the receiving kernel drops it, and no program sees it. */
  readonly unseen: boolean;
  /** The number that a damaged copy names instead of its own; missing where it names none, or the right one. */
  readonly wrongSeq?: bigint;
  /** What the link remarked, such as `duplicate, delayed 50 ms`; empty where it did not. */
  readonly note: string;
}

export interface Fate {
  /** In order of time; empty: lost. */
  readonly deliveries: readonly Delivery[];
  /** Why nothing was delivered, in the link's words where it gave any; null if something was. */
  readonly lost: string | null;
  /** The link's remark on the packet as it was sent; empty where it made none. */
  readonly comment: string;
}

/** Which copies the link's remark on a sent packet lets one expect: the original, and a duplicate. */
export function expectedCopies(comment: string): { readonly original: boolean; readonly duplicate: boolean } {
  return {
    original: !/(^|, )(lost \(|rule \d+: drop)/.test(comment),
    // The name of a packet in the remark is the sender's; the link's own words are at the end.
    duplicate: /(^|, )(duplicated|rule \d+: duplicate)$/.test(comment),
  };
}

/** Whether a delivered copy is the duplicate, by its note. */
export function isDuplicate(note: string): boolean {
  return /^duplicate\b/.test(note);
}

/** Why the link dropped it: `loss 20%`, `blackout`, `queue limit 10`, `rule 1: drop`; null if it does not say. */
export function reasonOfLoss(comment: string): string | null {
  return /(?:^|, )lost \(([^,)]*)/.exec(comment)?.[1] ?? /(?:^|, )(rule \d+: drop)/.exec(comment)?.[1] ?? null;
}

/** How long the link held a packet, by its note on the delivered copy; 0 where it says nothing. */
export function delayMs(note: string): number {
  return Number(/(?:^|, )delayed (\d+(?:\.\d+)?(?:e[+-]\d+)?) ms/.exec(note)?.[1] ?? 0);
}

/** Which byte of the payload the link changed, by its note on the delivered copy; null if none. */
export function corruptedByte(note: string): number | null {
  const place = /corrupted \(visible, byte (\d+)\)/.exec(note)?.[1];
  return place === undefined ? null : Number(place);
}
