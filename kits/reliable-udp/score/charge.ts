import type { Feedback, RubricLine } from '@gradewire/core';
import type { Code } from '../judge/feedback.ts';

/** A rubric line before what is charged once is settled: parts, each decided by one case. */
export interface DraftLine {
  readonly id: string;
  readonly title: string;
  readonly maxPoints: number;
  readonly kind: RubricLine['kind'];
  readonly parts: readonly Part[];
}

export interface Part {
  readonly case: string;
  /** Of the line's points. */
  readonly share: number;
  /** 0 to 1. */
  readonly earned: number;
  /** Why it is not earned in full; the first one is the cause. */
  readonly reasons: readonly Feedback[];
}

/** A settled line, and what each of its cases gave and could give. */
export interface ChargedLine {
  readonly line: RubricLine;
  readonly pointsByCase: ReadonlyMap<string, { points: number; maxPoints: number }>;
}

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
  const charged = new Map<string, string>();
  return lines.map((draft) => {
    const own = new Set<string>();
    const settled = draft.parts.map((part) => {
      const code = part.earned < 1 ? part.reasons[0]?.code : undefined;
      const before = code === undefined ? undefined : charged.get(code);
      if (code !== undefined && once.has(code) && before === undefined) own.add(code);
      return { part, earned: before === undefined ? part.earned : 1, before };
    });
    for (const code of own) charged.set(code, draft.title);
    return settle(draft, settled);
  });
}

interface Settled {
  readonly part: Part;
  readonly earned: number;
  /** Title of the line that was charged for its cause. */
  readonly before: string | undefined;
}

function settle(draft: DraftLine, settled: readonly Settled[]): ChargedLine {
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

export function round(points: number): number {
  return Math.round(points * 100) / 100;
}
