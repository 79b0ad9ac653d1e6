import type { Feedback, RubricLine } from '@gradewire/core';

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
  /** Points besides the share, e.g. for a spelling slip. */
  readonly slip?: { readonly points: number; readonly reason: Feedback };
}

/** A settled line, and what each of its cases gave and could give. */
export interface ChargedLine {
  readonly line: RubricLine;
  readonly pointsByCase: ReadonlyMap<string, { points: number; maxPoints: number }>;
}

/** Points as a person reads them: to hundredths. */
export function round(points: number): number {
  return Math.round(points * 100) / 100;
}
