import {
  type Case,
  type CaseResult,
  type Grading,
  isGraded,
  type Observations,
  type Setup,
  type Subject,
  type SubjectResult,
  type Verdict,
} from '@gradewire/core';
import { round } from '../../score/lines.ts';
import { withoutCases } from '../../score/without.ts';
import type { Config } from '../config.ts';
import { overPairLink } from '../plan/links.ts';
import { charge } from './charge.ts';
import { draftLines } from './lines.ts';
import { judgeAll, notRunPair, type Verdicts } from './verdicts.ts';

/** Verdicts, points and scores of everything; see `Kit.grade`. */
export function grade(setup: Setup<Config>, cases: readonly Case[], observations: Observations): Grading {
  const verdicts = judgeAll(setup, cases, observations);
  const points = new Map<string, { points: number; maxPoints: number }>();
  const pairsOnly = setup.focus?.pairsOnly ?? false;
  const graded = setup.discovery.subjects.filter(({ id }) => isGraded(setup, id));
  const subjects = graded.map((subject): SubjectResult => {
    if (pairsOnly) return subjectResult(subject, []);
    const lines = charge(withoutCases(draftLines(setup, subject, verdicts), setup.config.without));
    for (const { pointsByCase } of lines) {
      for (const [id, worth] of pointsByCase) {
        const sum = points.get(id) ?? { points: 0, maxPoints: 0 };
        // A pair belongs to two subjects and its points to neither alone.
        if (!id.startsWith('pair/'))
          points.set(id, { points: sum.points + worth.points, maxPoints: sum.maxPoints + worth.maxPoints });
      }
    }
    return subjectResult(
      subject,
      lines.map(({ line }) => line),
    );
  });
  // How the others get on with the reference is theirs to know.
  const isShown = ({ group, subject }: Case) =>
    group === 'pair' || group === 'weather' || (!pairsOnly && isGraded(setup, subject));
  const judged = cases.filter(isShown).flatMap((one) => {
    const verdict = verdicts.byCase.get(one.id);
    return verdict ? [caseResult(one, verdict, observations, points.get(one.id))] : [];
  });
  return { cases: [...judged, ...pairsNotRun(setup, verdicts)], subjects, matrix: verdicts.matrix };
}

function subjectResult(subject: Subject, lines: SubjectResult['lines']): SubjectResult {
  const sum = (numbers: number[]) => round(numbers.reduce((a, b) => a + b, 0));
  return {
    id: subject.id,
    folder: subject.folder,
    language: subject.language,
    score: sum(lines.map(({ points }) => points)),
    maxScore: sum(lines.filter(({ kind }) => kind !== 'extra').map(({ maxPoints }) => maxPoints)),
    lines,
    notes: [...subject.notes],
  };
}

function caseResult(
  graded: Case,
  verdict: Verdict,
  observations: Observations,
  worth = { points: 0, maxPoints: 0 },
): CaseResult {
  const durations = (observations.get(graded.id) ?? []).map((one) => one.durationMs);
  return {
    id: graded.id,
    subject: graded.subject,
    title: graded.title,
    group: graded.group,
    outcome: verdict.outcome,
    blame: verdict.blame,
    points: round(worth.points),
    maxPoints: round(worth.maxPoints),
    feedback: [...verdict.feedback],
    evidence: [...verdict.evidence],
    drawings: [...(verdict.drawings ?? [])],
    metrics: { ...verdict.metrics },
    durationMs: durations.reduce((a, b) => a + b, 0),
    artefacts: [],
  };
}

function pairsNotRun(setup: Setup<Config>, verdicts: Verdicts): CaseResult[] {
  return Object.entries(verdicts.matrix.cells).flatMap(([client, row]) =>
    Object.entries(row)
      .filter(([server]) => !verdicts.byCase.has(`pair/${client}/${server}`))
      .map(([server, cell]) => {
        const graded = {
          id: `pair/${client}/${server}`,
          subject: client,
          title: `${client} client with ${server} server`,
          group: 'pair',
          ...overPairLink,
          trials: [],
        };
        return caseResult(graded, notRunPair(setup, client, server, cell), new Map());
      }),
  );
}
