import type { GradingResult, RubricLine, SubjectResult } from '../result.ts';

/** At most two decimals, none that say nothing. */
export function formatPoints(points: number): string {
  const rounded = Number(points.toFixed(2));
  return String(rounded === 0 ? 0 : rounded).replace('-', '−');
}

export const isLost = (line: RubricLine): boolean => line.kind === 'automatic' && line.points < line.maxPoints;

/** Lines that cost points, the dearest first: what to mend first. */
export function lostLines(subject: SubjectResult): RubricLine[] {
  return subject.lines.filter(isLost).sort((a, b) => b.maxPoints - b.points - (a.maxPoints - a.points));
}

/** Points that a person has yet to give. */
export function pointsByHand(subject: SubjectResult): number {
  return subject.lines.filter((line) => line.kind === 'by-hand').reduce((sum, line) => sum + line.maxPoints, 0);
}

/** An incomplete run has no scores: what is missing is a fault of the grader. */
export function formatScore(result: GradingResult, subject: SubjectResult): string {
  const score = result.status === 'complete' ? formatPoints(subject.score) : '–';
  return `${score} / ${formatPoints(subject.maxScore)}`;
}

export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
