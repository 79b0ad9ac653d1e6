import type { Case, CaseResult, Feedback, Grading, RubricLine, SubjectResult } from '@gradewire/core';

/** Cases that the chosen link cannot express, by id, each with the reasons. */
export type Unsupported = ReadonlyMap<string, readonly string[]>;

export function unsupportedFeedback(backend: string, reasons: readonly string[]): Feedback {
  const text = `Not run: ${backend} cannot do what the case asks of its link (${reasons.join('; ')}). With --link emulator it runs.`;
  return { code: 'link-unsupported', text };
}

/**
 * What the kit says of cases that were not run is not what happened to them: it knows of no links. They are shown as
 * unsupported and are worth nothing; a line that rests on one says so, and is worth what was earned in it.
 */
export function markUnsupported(
  grading: Grading,
  cases: readonly Case[],
  unsupported: Unsupported,
  backend: string,
): Grading {
  if (unsupported.size === 0) return grading;
  const feedbackOf = (id: string) => unsupportedFeedback(backend, unsupported.get(id)!);
  const marked = cases.filter(({ id }) => unsupported.has(id)).map((one) => unsupportedCase(one, feedbackOf(one.id)));
  const explained = (line: RubricLine): RubricLine => {
    const id = line.cases.find((one) => unsupported.has(one));
    if (id === undefined) return line;
    const reasons = [feedbackOf(id), ...line.reasons.filter(({ code }) => code !== 'not-run')];
    return { ...line, maxPoints: line.points, reasons };
  };
  const subjectWithout = (subject: SubjectResult): SubjectResult => {
    const lines = subject.lines.map(explained);
    const taken = (one: RubricLine, index: number) =>
      one.kind === 'extra' ? 0 : subject.lines[index]!.maxPoints - one.maxPoints;
    const maxScore = subject.maxScore - lines.reduce((sum, one, index) => sum + taken(one, index), 0);
    return { ...subject, lines, maxScore: Math.round(maxScore * 100) / 100 };
  };
  return {
    ...grading,
    cases: [...grading.cases.filter(({ id }) => !unsupported.has(id)), ...marked],
    subjects: grading.subjects.map(subjectWithout),
  };
}

function unsupportedCase({ id, subject, title, group }: Case, feedback: Feedback): CaseResult {
  const nothing = { points: 0, maxPoints: 0, evidence: [], drawings: [], metrics: {}, durationMs: 0, artefacts: [] };
  return { id, subject, title, group, outcome: 'unsupported', blame: null, feedback: [feedback], ...nothing };
}
