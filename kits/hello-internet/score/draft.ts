import { type Feedback, type Program, quote, type Setup, type Verdict } from '@gradewire/core';
import type { DraftLine, Part } from '../../score/lines.ts';
import type { Config } from '../config.ts';
import type { Verdicts } from './verdicts.ts';

/** Why a program has no results at all: not found, or not built. */
export function absence(setup: Setup<Config>, id: string, program: Program | undefined): Feedback | undefined {
  const role = id.slice(id.lastIndexOf('/') + 1);
  if (program === undefined) return { code: 'program-missing', text: `No ${role} was found.` };
  const build = setup.builds.get(id);
  if (build?.outcome === 'built') return undefined;
  return { code: 'build-failed', text: `The ${role} could not be built: ${firstError(build?.log ?? '')}` };
}

/** The line of a build log that says what is wrong, as far as one can tell; else its last one. */
function firstError(log: string): string {
  const lines = log.split(/\r?\n/).filter((line) => line.trim() !== '');
  const line = lines.find((one) => /\berror\b/i.test(one)) ?? lines.at(-1) ?? 'no reason was given';
  return quote(Buffer.from(line.trim()), 200);
}

/** A line whose cases share its points evenly. */
export function draft(role: string, absent: Feedback | undefined, verdicts: Verdicts) {
  return (id: string, title: string, maxPoints: number, cases: string[]): DraftLine => ({
    id: `${role}/${id}`,
    title,
    maxPoints,
    kind: 'automatic',
    parts: cases.map((at) => {
      const verdict = verdicts.byCase.get(at);
      const earned = verdict?.outcome === 'passed' ? 1 : 0;
      return { case: at, share: 1 / cases.length, earned, reasons: earned === 1 ? [] : reasonsOf(verdict, absent) };
    }),
  });
}

export function referenceLine(
  id: string,
  title: string,
  maxPoints: number,
  at: string,
  share: number | undefined,
  absent: Feedback | undefined,
  verdicts: Verdicts,
  setup: Setup<Config>,
): DraftLine {
  const verdict = verdicts.byCase.get(at);
  const slip = verdict?.feedback.find(({ code }) => code.startsWith('spelling-'));
  const reasons = (share ?? 0) < 1 ? reasonsOf(verdict, absent) : [];
  const part: Part = { case: at, share: 1, earned: share ?? 0, reasons };
  const withSlip = slip ? { ...part, slip: { points: setup.config.points.spellingSlip, reason: slip } } : part;
  return { id, title, maxPoints, kind: 'automatic', parts: [withSlip] };
}

/** A line that one fact of a case decides. */
export function single(
  id: string,
  title: string,
  maxPoints: number,
  at: string,
  ok: boolean | undefined,
  reason: Feedback | undefined,
  verdicts: Verdicts,
): DraftLine {
  const reasons = ok ? [] : reasonsOf(verdicts.byCase.get(at), reason);
  return { id, title, maxPoints, kind: 'automatic', parts: [{ case: at, share: 1, earned: ok ? 1 : 0, reasons }] };
}

export function reasonsOf(verdict: Verdict | undefined, first: Feedback | undefined): Feedback[] {
  if (first) return [{ code: first.code, text: first.text }];
  if (verdict === undefined)
    return [{ code: 'not-run', text: 'Not run, since the program does not work with the reference yet.' }];
  return verdict.feedback.filter(({ code }) => !code.startsWith('spelling-') && code !== 'client-excess-output');
}

export function staticLine(id: string, title: string, maxPoints: number, at: string, verdicts: Verdicts): DraftLine {
  const reasons = verdicts.byCase.get(at)?.feedback ?? [];
  return {
    id,
    title,
    maxPoints,
    kind: 'automatic',
    parts: [{ case: at, share: 1, earned: verdicts.shares.get(at) ?? 0, reasons }],
  };
}
