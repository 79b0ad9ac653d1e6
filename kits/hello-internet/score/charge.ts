import type { Feedback, RubricLine } from '@gradewire/core';
import { chargeOnce, type SettledPart } from '../../score/charge-once.ts';
import { type ChargedLine, type DraftLine, round } from '../../score/lines.ts';

/**
 * Settles the points of a subject's lines in order. One cause is charged once: a part of a later line that fails for a
 * cause which an earlier line was charged for costs nothing there. What was not run shows nothing and earns nothing.
 */
export function charge(lines: readonly DraftLine[]): ChargedLine[] {
  return chargeOnce(lines, (cause) => !never.has(cause)).map(({ draft, settled }) => settle(draft, settled));
}

function settle(draft: DraftLine, settled: readonly SettledPart[]): ChargedLine {
  const reasons = new Map<string, Feedback>();
  const pointsByCase = new Map<string, { points: number; maxPoints: number }>();
  let points = 0;
  for (const { part, earned, before } of settled) {
    const worth = draft.maxPoints * part.share;
    const got = Math.max(0, worth * earned - (part.slip?.points ?? 0));
    points += got;
    const sum = pointsByCase.get(part.case) ?? { points: 0, maxPoints: 0 };
    pointsByCase.set(part.case, { points: sum.points + got, maxPoints: sum.maxPoints + worth });
    const why = [...(earned < 1 ? part.reasons : []), ...(part.slip ? [part.slip.reason] : [])];
    for (const reason of why) if (!reasons.has(reason.code)) reasons.set(reason.code, reason);
    if (before !== undefined) {
      const text = `${part.reasons[0]!.text} (Charged once, under "${before}".)`;
      if (!reasons.has(part.reasons[0]!.code))
        reasons.set(part.reasons[0]!.code, { code: part.reasons[0]!.code, text });
    }
  }
  const line: RubricLine = {
    id: draft.id,
    title: draft.title,
    points: round(Math.min(points, draft.maxPoints)),
    maxPoints: draft.maxPoints,
    kind: draft.kind,
    cases: draft.parts.map((part) => part.case),
    reasons: [...reasons.values()],
  };
  return { line, pointsByCase };
}

/** Absence is not a cause that could be charged once: each line stays unearned. Nor is it if a program never gets going. */
const never = new Set([
  'not-run',
  'program-missing',
  'build-failed',
  'not-run-client',
  'not-run-server',
  'not-built-client',
  'not-built-server',
  'client-not-started',
  'client-never-connects',
  'server-not-started',
  'server-exits-at-start',
  'server-not-listening',
]);
