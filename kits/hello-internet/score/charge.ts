import type { Feedback, RubricLine } from '@gradewire/core';
import type { DraftLine, Part } from './draft.ts';

/** A settled line, and what each of its cases gave and could give. */
export interface ChargedLine {
  readonly line: RubricLine;
  readonly pointsByCase: ReadonlyMap<string, { points: number; maxPoints: number }>;
}

/**
 * Settles the points of a subject's lines in order. One cause is charged once: a part of a later line that fails for a
 * cause which an earlier line was charged for costs nothing there. What was not run shows nothing and earns nothing.
 */
export function charge(lines: readonly DraftLine[]): ChargedLine[] {
  const charged = new Map<string, string>();
  return lines.map((draft) => {
    const own = new Set<string>();
    const settled = draft.parts.map((part) => {
      const cause = part.earned < 1 ? causeOf(part) : undefined;
      const before = cause === undefined ? undefined : charged.get(cause);
      if (cause !== undefined && before === undefined) own.add(cause);
      return { part, earned: before === undefined ? part.earned : 1, before };
    });
    for (const cause of own) charged.set(cause, draft.title);
    return settle(draft, settled);
  });
}

function settle(draft: DraftLine, settled: { part: Part; earned: number; before: string | undefined }[]): ChargedLine {
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

function causeOf(part: Part): string | undefined {
  const code = part.reasons[0]?.code;
  return code === undefined || never.has(code) ? undefined : code;
}

export function round(points: number): number {
  return Math.round(points * 100) / 100;
}
