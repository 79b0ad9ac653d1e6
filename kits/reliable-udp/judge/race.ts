import type { Case, Observation } from '@gradewire/core';
import { tcpTrial } from '../plan/over-tcp.ts';
import type { Seen } from './seen.ts';

/** A file went over a link by the sender, and over the same link by TCP. Milliseconds. */
export interface Race {
  /** Undefined: the sender did not deliver the file, so TCP was first. */
  readonly ownMs: number | undefined;
  readonly tcpMs: number;
}

/** Undefined where TCP, which is ours, did not run. */
export function raceOf(graded: Case, seen: Seen, observations: readonly Observation[]): Race | undefined {
  const tcpMs = overTcpMs(
    graded,
    observations.find(({ trial }) => trial === tcpTrial),
  );
  return tcpMs === undefined ? undefined : { ownMs: seen.isWhole ? seen.metrics.completionMs : undefined, tcpMs };
}

/**
 * From the first SYN until the sender can know that the receiver has everything, as a transfer's time ends with the last
 * acknowledgement: the receiver closes then, and word of it takes the delay of the way back. Until TCP was stopped, if it
 * never came to that.
 */
function overTcpMs({ link }: Case, observation: Observation | undefined): number | undefined {
  const conversation = observation?.conversations[0];
  if (observation === undefined || conversation === undefined) return undefined;
  const { finMs } = conversation.fromServer;
  const endMs = finMs === null ? observation.durationMs : finMs + link.serverToClient.delay;
  return Math.round(endMs - conversation.openedMs);
}
