import type { Feedback, GradingResult, Matrix } from '@gradewire/core';
import type { Everything, Projection, Seen } from './projection.ts';
import { studentsHistory, studentsMatrix } from './students-matrix.ts';
import { type Circumstances, isConcealed, keepsSumsBack, mayConceal } from './visibility.ts';

/**
 * What a student sees of the own team's work. What depends on a concealed case is left out: the case, its cell of the
 * matrix, the reasons of a line that it decides, every sentence that names it, the seed from which it could be
 * repeated; and until nobody may submit any more, the points and scores that it is part of. Until then the seed of what
 * counts is left out in any case: all runs that count have the same one.
 */
export const forStudent: Projection = {
  result: ({ result, graded, cases }, at) => {
    const concealed = new Set(cases.filter((one) => isConcealed(one, at)).map(({ id }) => id));
    const shown = cases.filter(({ id }) => !concealed.has(id));
    const back = concealed.size > 0 && keepsSumsBack(at);
    const names = (text: string) => [...concealed].some((id) => text.includes(id));
    const unnamed = (list: readonly Feedback[]) => list.filter(({ code, text }) => !names(code) && !names(text));
    return {
      ...result,
      score: back ? null : result.score,
      complete: concealed.size === 0,
      subjects: graded.subjects.map((subject) => seenSubject(subject, concealed, at, back, unnamed)),
      notes: unnamed(graded.notes),
      programs: graded.programs.filter(({ command, log }) => !names(command) && !names(log)),
      cases: shown.map(({ hidden: _, ...one }) => ({
        ...one,
        feedback: unnamed(one.feedback),
        evidence: one.evidence.filter(({ title, lines }) => !names(title) && !lines.some(names)),
        drawings: one.drawings.filter(({ title, svg }) => !names(title) && !names(svg)),
      })),
      matrix: seenMatrix(graded.matrix, concealed, at),
      seed: concealed.size > 0 || (isForScore(result) && keepsSumsBack(at)) ? undefined : graded.seed,
      faults: undefined,
    };
  },

  submission: ({ submission, hiddenCases }, at) => ({
    ...submission,
    score: mayConceal(hiddenCases, at) && keepsSumsBack(at) ? null : submission.score,
    run: submission.run && seenRun(submission.run, mayConceal(hiddenCases, at)),
  }),

  // What holds everything (result, observations, report) is for staff; so is what comes of a run that still conceals.
  artefact: ({ artefact: { hidden, ...artefact }, cases }, at) => {
    const own = artefact.kind === 'capture' || artefact.kind === 'log';
    return !own || hidden || cases.some((one) => isConcealed(one, at)) ? null : artefact;
  },

  score: ({ score, hiddenCases }, at) => {
    if (score.standing !== 'current' && score.standing !== 'superseded') return null;
    return mayConceal(hiddenCases, at) && keepsSumsBack(at) ? null : { ...score, givenBy: null, regradeBatchId: null };
  },

  // Configuration, points and visibility name cases, and seeds foretell them.
  version: ({ version }) =>
    version.state !== 'published'
      ? null
      : {
          ...version,
          config: undefined,
          points: undefined,
          visibility: undefined,
          seeds: undefined,
          imageDigests: undefined,
          trial: undefined,
        },

  person: () => null,

  matrix: studentsMatrix,
  matrixHistory: studentsHistory,

  quota: ({ quota }) => quota,

  // Of others' work, and of scores that are only proposed.
  resultRow: () => null,
  caseStatistics: () => null,
  regrade: () => null,
  appliedRegrade: () => null,
  regradeDifference: () => null,
  teamGrades: () => null,
  archivePart: () => null,

  // Of the course: what everybody in it is told, and the own team with what it was granted.
  course: ({ course }) => course,
  section: ({ section }) => section,
  team: ({ team, own }) => (own ? team : null),
  assignment: ({ assignment }) => (assignment.currentVersionId === null ? null : assignment),
  extension: ({ extension, own }) => (own ? extension : null),

  key: ({ key, own }) => (own ? key : null),
  issuedKey: ({ issued, own }) => (own ? issued : null),
  me: ({ me }) => me,
  rosterImport: () => null,
  rosterPerson: ({ person }) => person,
};

function seenSubject(
  subject: GradingResult['subjects'][number],
  concealed: ReadonlySet<string>,
  at: Circumstances,
  back: boolean,
  unnamed: (list: readonly Feedback[]) => Feedback[],
): Seen['result']['subjects'][number] {
  const isOf = (id: string) => concealed.has(id) || isConcealed({ id, hidden: false }, at);
  return {
    ...subject,
    score: back ? null : subject.score,
    notes: unnamed(subject.notes),
    lines: subject.lines.map((line) => {
      if (!line.cases.some(isOf)) return { ...line, reasons: unnamed(line.reasons) };
      const cases = line.cases.filter((id) => !isOf(id));
      return { ...line, cases, reasons: [], points: keepsSumsBack(at) ? null : line.points };
    }),
  };
}

/** A self-check has weather of its own. */
function isForScore({ reason }: Everything['result']['result']): boolean {
  return reason !== 'self-check';
}

/** A pair's cell tells what its case would. */
function seenMatrix(matrix: Matrix, concealed: ReadonlySet<string>, at: Circumstances): Matrix {
  const isPair = (client: string, server: string) => {
    const id = `pair/${client}/${server}`;
    return concealed.has(id) || isConcealed({ id, hidden: false }, at);
  };
  const cells = Object.entries(matrix.cells).map(([client, row]) => [
    client,
    Object.fromEntries(Object.entries(row).filter(([server]) => !isPair(client, server))),
  ]);
  return { ...matrix, cells: Object.fromEntries(cells) };
}

type Run = NonNullable<Everything['submission']['submission']['run']>;

/** Phases that say nothing of a case. */
const phases = new Set(['starting', 'making images', 'building', 'running', 'concluding']);

/** What a worker notes is for operators, and may name cases. */
function seenRun(run: Run, conceals: boolean): Run {
  const note = run.state === 'incomplete' ? 'A fault of the grader, not of your work; a person looks at it.' : null;
  // A self-check does without what is concealed: its counts are of the public cases.
  const isCounted = !conceals || run.reason === 'self-check';
  return { ...run, note, progress: run.progress && studentsProgress(run.progress, isCounted) };
}

/**
 * How far a run is. Numbers of cases, which are of all that are run, only where `isCounted`: else they would tell how many
 * are concealed.
 */
export function studentsProgress({ phase, ...counts }: NonNullable<Run['progress']>, isCounted: boolean) {
  return {
    phase: phases.has(phase) ? phase : 'running',
    casesDone: isCounted ? counts.casesDone : null,
    casesPlanned: isCounted ? counts.casesPlanned : null,
  };
}
