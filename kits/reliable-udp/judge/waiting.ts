import type { ProcessObservation } from '@gradewire/core';
import { says } from '../plan/trials.ts';
import type { Seen } from './seen.ts';

/** A virtual machine needs some of its lifetime before its first packet. Milliseconds. */
export const startMs = 2000;
/** Five timers. */
const severalTimersMs = 2500;

/**
 * How long a sender that was stopped had sent nothing, if so long that it waits for what will never come; else undefined.
 * One that backs off is silent for longer every time: several timers of its own must have passed.
 */
export function waitedMs(seen: Seen, run: ProcessObservation): number | undefined {
  const ms = silentMs(seen, run);
  const enoughMs = Math.max(severalTimersMs, 2.5 * (seen.metrics.longestIdleMs ?? 0));
  return ms !== undefined && ms >= enoughMs ? ms : undefined;
}

function silentMs(seen: Seen, { end, startedMs, endedMs }: ProcessObservation): number | undefined {
  const last = seen.packets.at(-1);
  if (last === undefined || seen.isFlood || (end.how !== 'stopped' && end.how !== 'wall-limit')) return undefined;
  if (end.how === 'stopped' && seen.isForgotten) return 10_000;
  const lingerMs = lingeringMs(seen);
  const receivedMs = endReceivedMs(seen);
  if (end.how === 'stopped' && lingerMs !== undefined && receivedMs !== undefined)
    return receivedMs + lingerMs - last.ms;
  return endedMs - startedMs - startMs - last.ms;
}

/** When the receiver had everything, which is when it first acknowledged the end; ms since the first packet. */
export function endReceivedMs({ transfers }: Seen): number | undefined {
  const end = transfers.flatMap(({ packets }) => packets).findLast(({ type }) => type === 'end')?.seq;
  const acks = transfers.flatMap((one) => one.acks);
  return acks.find(({ seq }) => seq !== null && end !== null && end !== undefined && seq > end)?.ms;
}

/** How long after that it is stopped; undefined where it is not. */
export function lingeringMs({ trial }: Seen): number | undefined {
  return trial.client?.runs[0]?.stopAfter?.find(({ serverSays }) => serverSays === says.end)?.ms;
}
