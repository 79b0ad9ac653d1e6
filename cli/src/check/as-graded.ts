import type { GradingResult, SubjectResult } from '@gradewire/core';
import { formatPoints } from '@gradewire/core/report';
import type { Result, ScoreLines } from './contracts.ts';

/**
 * The server's answer as a result of the engine's, to be shown as one. Lines whose points are kept back are left out: then
 * it is of the public cases, and its sums are theirs.
 */
export function asGraded(result: Result): GradingResult {
  const subjects = result.subjects.map(seenSubject);
  const isWhole = result.subjects.every(
    ({ score, lines }) => score !== null && lines.every(({ points }) => points !== null),
  );
  return {
    gradewire: '',
    kit: result.kit,
    kitVersion: result.kitVersion,
    seed: result.seed ?? 0,
    source: { digest: '' },
    images: {},
    recipes: {},
    status: 'complete',
    scope: isWhole ? result.scope : 'public',
    score: round(sum(subjects.map(({ score }) => score)) / Math.max(1, subjects.length)),
    maxScore: subjects[0]?.maxScore ?? 0,
    subjects,
    notes: result.notes,
    programs: result.programs,
    cases: result.cases.map((one) => ({ ...one, artefacts: [] })),
    matrix: result.matrix,
    link: { backend: '', version: '' },
    infrastructure: { retries: 0, faults: [], linkLagMs: null },
  };
}

function seenSubject(subject: Result['subjects'][number]): SubjectResult {
  const lines = subject.lines.flatMap((line) => (line.points === null ? [] : [{ ...line, points: line.points }]));
  if (subject.score !== null && lines.length === subject.lines.length)
    return { ...subject, score: subject.score, lines };
  const counted = lines.filter(({ kind }) => kind !== 'extra');
  const score = round(sum(lines.map(({ points }) => points)));
  return { ...subject, score, maxScore: round(sum(counted.map(({ maxPoints }) => maxPoints))), lines };
}

/** What became of the points of an official run: lateness and what a person changed, each by itself. */
export function finalLines({ late, adjustment, reason, final, max }: ScoreLines): string[] {
  const sign = adjustment > 0 ? '+' : '';
  return [
    ...(late > 0 ? [`Late: ${formatPoints(-late)}`] : []),
    ...(adjustment !== 0
      ? [`Adjusted: ${sign}${formatPoints(adjustment)}${reason === null ? '' : ` (${reason})`}`]
      : []),
    ...(late > 0 || adjustment !== 0 ? [`Final: ${formatPoints(final)} of ${formatPoints(max)}`] : []),
  ];
}

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
const round = (points: number) => Math.round(points * 100) / 100;
