import type { Feedback, ProcessObservation } from '@gradewire/core';
import type { Config } from '../config.ts';
import { say } from './feedback.ts';
import { describeEnd, isCrash, lastLines, lastWords } from './process.ts';
import { placeOf, type Seen } from './seen.ts';
import { endReceivedMs, lingeringMs, startMs, waitedMs } from './waiting.ts';

/** How a sender ended that had done its work. `unknown`: it was stopped before anything could be said. */
export interface Ending {
  readonly how: 'well' | 'never' | 'badly' | 'unknown';
  readonly feedback?: Feedback;
}

/**
 * Of a transfer that came about, whatever arrived: each sender ends by itself, soon, and with code 0. The same of one whose
 * end alone was lost.
 */
export function endingOf(config: Config, seen: Seen): Ending {
  const lacksEndAlone = seen.isWhole && seen.packets.some(({ type }) => type === 'end');
  if (!seen.isEnded && !lacksEndAlone) return { how: 'unknown' };
  const endings = seen.runs.map((run) => endingOfRun(config, seen, run));
  const worst = (['never', 'badly', 'unknown'] as const).map((how) => endings.find((one) => one.how === how));
  return worst.find((one) => one !== undefined) ?? { how: 'well' };
}

function endingOfRun(config: Config, seen: Seen, run: ProcessObservation): Ending {
  const { end } = run;
  if (end.how === 'exited' && end.code === 0) return { how: seen.isEnded ? 'well' : 'unknown' };
  const facts = { end: describeEnd(end), said: lastWords(run) };
  if (isCrash(run) || end.how === 'out-of-memory' || end.how === 'output-limit') {
    return { how: 'badly', feedback: say('crashes-at-end', facts) };
  }
  const stayedMs = stayedAfterAck(seen, run);
  if (stayedMs === undefined) return withoutLastAck(seen, run);
  if (end.how === 'exited') return { how: 'badly', feedback: say('exit-code', facts) };
  // The engine's clock and the capture's are read one after the other.
  if (stayedMs < 0.95 * config.exitsWithinMs) return { how: 'unknown' };
  return { how: 'never', feedback: say('never-exits', { seconds: stayedMs / 1000 }) };
}

/** Whoever never saw the last acknowledgement has reason to stay as long as it asks for it, or to give up. */
function withoutLastAck(seen: Seen, run: ProcessObservation): Ending {
  const ms = waitedMs(seen, run);
  const end = seen.packets.findLast(({ type }) => type === 'end');
  if (ms === undefined || end === undefined) return { how: 'unknown' };
  return { how: 'never', feedback: say('never-exits', { seconds: ms / 1000, packet: placeOf(end) }) };
}

/** How long it ran on after its last acknowledgement was delivered, at least; undefined if that never was. Milliseconds. */
function stayedAfterAck(seen: Seen, run: ProcessObservation): number | undefined {
  const { completionMs } = seen.metrics;
  if (completionMs === undefined) return undefined;
  // The receiver forgets whom it has not heard for 10 s.
  if (run.end.how === 'stopped' && seen.isForgotten) return 10_000;
  const lingerMs = lingeringMs(seen);
  if (run.end.how === 'stopped' && lingerMs !== undefined) {
    const receivedMs = endReceivedMs(seen);
    return receivedMs === undefined ? undefined : lingerMs - (completionMs - receivedMs);
  }
  // From its start, which is before its first packet: too long by the time that it takes to start.
  return Math.max(0, run.endedMs - run.startedMs - startMs - completionMs);
}

/** Standard output is to stay empty; undefined if it did. */
export function printedBy({ runs }: Seen): Feedback | undefined {
  const run = runs.find(({ stdout }) => stdout.trim() !== '');
  if (run === undefined) return undefined;
  const line = lastLines(run.stdout.trim().split('\n')[0]!, 1)[0]!;
  return say('prints', { detail: `"${line}"` });
}
