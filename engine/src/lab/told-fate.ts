import type { LinkEvent } from './link-program.ts';

/** What the emulator decided for one packet, or for the duplicate that it made of it. `a` is the client's end. */
export interface ToldFate extends LinkEvent {
  readonly event: 'fate';
  readonly direction: 'aToB' | 'bToA';
  /** As in the IP header. */
  readonly protocol: number;
  readonly flow: number;
  /** Number in its flow and direction, from 0. */
  readonly index: number;
  /** How the packet is read, with keying by message; missing where it cannot be. */
  readonly class?: string;
  readonly rel?: number;
  readonly k?: number;
  /** The duplicate. */
  readonly copy: boolean;
  readonly fate: 'passed' | 'lost' | 'rule' | 'blackout' | 'limit';
  /** Number of the rule that decided, from 1. */
  readonly rule?: number;
  readonly duplicated: boolean;
  readonly reordered: boolean;
  readonly delayNs: number;
  /** Places that were corrupted, the UDP checksum unrepaired and repaired. */
  readonly frameByte?: number;
  readonly payloadByte?: number;
  readonly bytes: number;
}
