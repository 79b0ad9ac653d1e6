import { Problem } from '../http/problem.ts';

interface Rules {
  readonly opensAt: Date | null;
  readonly dueAt: Date | null;
  readonly closesAt: Date | null;
  readonly latePercentPerDay: number;
  readonly lateGraceSeconds: number;
}

/** When the team's time ends; null where late ones are taken for good, at the price of the late policy. */
export function endFor(rules: Rules, extension: Date | null): Date | null {
  const { dueAt, closesAt, latePercentPerDay, lateGraceSeconds } = rules;
  const grace = lateGraceSeconds * 1000;
  if (closesAt !== null) return extension !== null && extension > closesAt ? extension : closesAt;
  const due = extension ?? dueAt;
  return due === null || latePercentPerDay > 0 ? null : new Date(due.getTime() + grace);
}

/** Throws a Problem if the course is archived: nobody, staff neither, has anything graded there. */
export function requireActive(course: { readonly archivedAt: Date | null }, type: 'not-open' | 'conflict'): void {
  if (course.archivedAt === null) return;
  const since = course.archivedAt.toISOString();
  throw new Problem(
    type,
    `The course has been archived since ${since}: nothing is handed in or graded there, until an instructor restores it ` +
      '(PATCH /v1/courses/ID with {"archived": false}).',
  );
}

/** Throws a Problem unless the assignment takes submissions at this time of a team that has this extension. */
export function requireOpen(rules: Rules, extension: Date | null, at: Date): void {
  const { opensAt } = rules;
  if (opensAt !== null && at < opensAt) {
    throw new Problem('not-open', `The assignment opens at ${opensAt.toISOString()}.`);
  }
  const end = endFor(rules, extension);
  if (end !== null && at > end) throw new Problem('not-open', `The assignment closed at ${end.toISOString()}.`);
}
