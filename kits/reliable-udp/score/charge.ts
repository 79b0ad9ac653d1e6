import type { Feedback, RubricLine } from '@gradewire/core';
import { chargeOnce, type SettledPart } from '../../score/charge-once.ts';
import { type ChargedLine, type DraftLine, round } from '../../score/lines.ts';
import type { Code } from '../judge/feedback.ts';

/**
 * Causes that have nothing to do with what the link does: the same fault shows wherever its kind of file or argument
 * comes up, and is charged in the first line that it breaks. A sender that does not get over loss, on the other hand, has
 * lost the points for loss, and those for corruption by itself.
 */
const once: ReadonlySet<string> = new Set<Code>([
  're-encoded',
  'cut-at-nul',
  'cut-at-separator',
  'wrong-checksum',
  'python-2',
  'never-exits',
  'exit-code',
  'crashes-at-end',
  'no-end',
  'prints',
  'output-limit',
]);

/** Settles the points of the lines in order: a part of a later line whose cause was charged before costs nothing. */
export function charge(lines: readonly DraftLine[]): ChargedLine[] {
  return chargeOnce(lines, (cause) => once.has(cause)).map(({ draft, settled }) => settle(draft, settled));
}

function settle(draft: DraftLine, settled: readonly SettledPart[]): ChargedLine {
  const reasons = new Map<string, Feedback>();
  const pointsByCase = new Map<string, { points: number; maxPoints: number }>();
  let points = 0;
  for (const { part, earned, before } of settled) {
    const worth = draft.maxPoints * part.share;
    points += worth * earned;
    const sum = pointsByCase.get(part.case) ?? { points: 0, maxPoints: 0 };
    pointsByCase.set(part.case, { points: sum.points + worth * earned, maxPoints: sum.maxPoints + worth });
    for (const { code, text } of part.earned < 1 ? part.reasons.slice(0, 2) : []) {
      const told = before === undefined ? text : `${text} (Charged once, under "${before}".)`;
      if (!reasons.has(code)) reasons.set(code, { code, text: told });
    }
  }
  const line: RubricLine = {
    id: draft.id,
    title: draft.title,
    points: round(points),
    maxPoints: draft.maxPoints,
    kind: draft.kind,
    cases: [...new Set(draft.parts.map((part) => part.case))],
    reasons: [...reasons.values()],
  };
  return { line, pointsByCase };
}
