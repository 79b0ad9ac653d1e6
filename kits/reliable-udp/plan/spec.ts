import type { FileSpec } from '@gradewire/core';
import type { Config } from '../config.ts';
import type { Impaired } from './links.ts';

/** A line of `points.correct`. */
export type Topic = keyof Config['points']['correct'];

/** What was learnt of the student's sender from the first case: later ones are sized and aimed by it. */
export interface Learnt {
  /** Bytes of data in its usual packet. */
  readonly chunk: number;
  /** Acknowledgements that the receiver sent in the first case: as many as packets reached it. */
  readonly acks: number;
  /**
   * Number of the acknowledgement that covers its end, if it counts from 0 or 1: it will be the same for a file of the same
   * size, however often packets are sent. null: it draws its first number, perhaps.
   */
  readonly lastAck: string | null;
}

/**
 * A case as the catalogue has it, before seeds and the student's chunk are known. `packets`: a file of so many of the
 * student's own packets, the last one not full; `chunks`: the last one full.
 */
export interface Spec {
  readonly id: string;
  readonly topic: Topic;
  /** What happens, and after the colon what a sender has to do about it. */
  readonly title: string;
  readonly content: FileSpec['kind'];
  readonly size: { readonly packets: number } | { readonly chunks: number } | { readonly bytes: number };
  readonly link: Impaired | ((learnt: Learnt) => Impaired);
  /** How many seeds; 0: nothing in it is left to chance, and its id is the spec's. */
  readonly seeds: number;
  /** What the reference takes, roughly. */
  readonly expectMs: number;
  /** The share of packets that come to nothing, there and back taken together: how often an `end` may be sent again. */
  readonly fails?: number;
  /** Delay beyond the base link's, of a packet and its acknowledgement together. */
  readonly extraDelayMs?: number;
  /** The file is the standard input, or two senders send two files at once. */
  readonly how?: 'stdin' | 'two-senders';
  /** In the public suite as well, with so many seeds. */
  readonly public?: true;
}

/** Bytes of the file that a case sends, of which `learnt` says how they fall into packets. */
export function bytesOf({ size }: Spec, { chunk }: Learnt): number {
  if ('bytes' in size) return size.bytes;
  return 'chunks' in size ? size.chunks * chunk : Math.max(1, Math.floor((size.packets - 0.5) * chunk));
}
