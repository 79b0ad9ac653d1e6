import type { CaseResult, SubjectResult } from '@gradewire/core';
import { type Cause, causesOf, isLost, type Reported } from '@gradewire/core/report';
import type { ReportContext, SeenResult } from './report-context.ts';

/** What of a seen result is this hand-in's, in the shapes that the report's words are made from. */
export interface OwnPart {
  readonly subjects: SeenResult['subjects'];
  /** Without the lines whose points are not told yet. */
  readonly told: readonly SubjectResult[];
  readonly cases: readonly CaseResult[];
  readonly programs: SeenResult['programs'];
  /** Only those that are charged to this hand-in. */
  readonly causes: readonly Cause[];
  /** The whole result as far as it is told, with all subjects. */
  readonly reported: Reported;
}

export function ownPart(result: SeenResult, { subjects: names }: Pick<ReportContext, 'subjects'>): OwnPart {
  const isOwn = (id: string) => names === null || names.includes(id);
  const cases = result.cases.map((one) => ({ ...one, artefacts: [] }));
  const told = result.subjects.map(({ score, lines, ...rest }) => ({
    ...rest,
    score: score ?? 0,
    lines: lines.flatMap(({ points, ...line }) => (points === null ? [] : [{ ...line, points }])),
  }));
  const reported = { subjects: told, programs: result.programs, cases, matrix: result.matrix };
  return {
    subjects: result.subjects.filter(({ id }) => isOwn(id)),
    told: told.filter(({ id }) => isOwn(id)),
    cases: cases.filter(({ subject }) => isOwn(subject)),
    programs: result.programs.filter(({ id, role }) => isOwn(id.slice(0, -role.length - 1))),
    // What others lost by the same fault does not count here, and what cost only them is theirs.
    causes: causesOf({ ...reported, subjects: told.filter(({ id }) => isOwn(id)) }).filter(
      ({ subjects, lostPoints }) => (lostPoints > 0 ? [...subjects].some(isOwn) : [...subjects].every(isOwn)),
    ),
    reported,
  };
}

/**
 * Whether every automatic point and case that is told, and that this hand-in answers for, is there. Lateness is no
 * failure, and extra credit is none.
 */
export function isGood({ subjects, told, causes }: OwnPart): boolean {
  const extra = new Set(
    told.flatMap(({ lines }) => lines.filter(({ kind }) => kind === 'extra').flatMap(({ cases }) => cases)),
  );
  const costs = ({ id, outcome, points, maxPoints }: CaseResult) =>
    outcome !== 'passed' && points < maxPoints && !extra.has(id);
  return (
    subjects.length > 0 &&
    !told.some(({ lines }) => lines.some(isLost)) &&
    !causes.some(({ lostPoints, cases }) => lostPoints > 0 || cases.some(costs))
  );
}
