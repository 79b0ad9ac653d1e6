import type { Feedback, Verdict } from '@gradewire/core';
import type { Config } from '../config.ts';
import { causeOf } from './cause.ts';
import { drawingOf, evidenceOf } from './evidence.ts';
import { say } from './feedback.ts';
import { describeEnd, isCrash, lastWords } from './process.ts';
import type { Seen } from './seen.ts';

const seconds = (ms: number) => `${ms / 1000} s`;

/** A sender that never hears anything: it gives up in time, and says so by its code. */
export function judgeGiveUp({ giveUp }: Config, seen: Seen, title: string): Verdict {
  const run = seen.runs[0]!;
  // From its start: a virtual machine's own start is in its favour here, and too short to matter at the other end.
  const silentMs = run.endedMs - run.startedMs;
  const facts = { seconds: silentMs / 1000, end: describeEnd(run.end), said: lastWords(run) };
  const metrics = { ...seen.metrics, ...(run.end.how === 'exited' ? { givesUpAfterMs: Math.round(silentMs) } : {}) };
  const last = seen.packets.at(-1);
  const focus = last && { frame: last.frame, remark: 'the last one' };
  const failed = (outcome: Verdict['outcome'], feedback: Feedback): Verdict => ({
    outcome,
    blame: 'client',
    feedback: [feedback],
    evidence: evidenceOf(seen, focus),
    drawings: focus ? drawingOf(seen, focus, title) : [],
    metrics,
  });
  if (seen.packets.length === 0) {
    const cause = causeOf(seen)!;
    return failed(cause.outcome, { code: cause.code, text: cause.text });
  }
  if (isCrash(run) && run.end.how === 'signalled') return failed('crashed', say('crashes', facts));
  if (run.end.how !== 'exited' || silentMs > giveUp.withinMs) {
    return failed('timed-out', say('never-gives-up', { ...facts, detail: seconds(giveUp.withinMs) }));
  }
  if (silentMs < giveUp.notBeforeMs) {
    return failed('failed', say('gives-up-too-soon', { ...facts, detail: seconds(giveUp.notBeforeMs) }));
  }
  if (run.end.code === 0) return failed('failed', say('gives-up-with-0', facts));
  return { outcome: 'passed', blame: null, feedback: [], evidence: [], metrics };
}
