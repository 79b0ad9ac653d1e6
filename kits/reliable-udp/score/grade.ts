import type { Case, CaseResult, Grading, Observations, Setup, Subject, SubjectResult, Verdict } from '@gradewire/core';
import { type ChargedLine, type DraftLine, type Part, round } from '../../score/lines.ts';
import { withoutCases } from '../../score/without.ts';
import type { Config } from '../config.ts';
import { type Code, say } from '../judge/feedback.ts';
import { type Extra, extraCaseIds, extras, giveUpId, isPlanned, isWanted, wantedCases } from '../plan/case-ids.ts';
import { extraSpecs } from '../plan/extra.ts';
import { builtSender } from '../plan/plan.ts';
import { charge } from './charge.ts';
import { correctLines } from './correct.ts';
import { measureLines } from './measures.ts';
import { type Results, resultsOf } from './results.ts';
import { rulesLines } from './rules.ts';

/** Verdicts, points and score; see `Kit.grade`. There is one sender, and so one subject with points. */
export function grade(setup: Setup<Config>, cases: readonly Case[], observations: Observations): Grading {
  const results = resultsOf(setup, cases, observations);
  const lines = charge(withoutCases(draftLines(setup.config, results), setup.config.without));
  const shown = new Set<string>();
  const judged = cases.flatMap((graded) => {
    const verdict = results.verdicts.get(graded.id);
    if (verdict === undefined) return [];
    const durationMs = (observations.get(graded.id) ?? []).reduce((sum, one) => sum + one.durationMs, 0);
    return [{ ...caseResult(graded, verdict, lines), drawings: drawingsOf(verdict, shown), durationMs }];
  });
  return {
    cases: [...judged, ...notRun(setup, cases, results)],
    subjects: setup.discovery.subjects.map((subject) => subjectResult(subject, lines)),
    matrix: { clients: [], servers: [], cells: {} },
  };
}

function draftLines(config: Config, results: Results): DraftLine[] {
  return [
    ...correctLines(config, results),
    ...rulesLines(config, results),
    ...measureLines(config, results),
    ...extraLines(config, results),
  ];
}

const credits: Readonly<Record<Extra, readonly [keyof Config['points']['extra'], string]>> = {
  sack: ['sack', 'Selective acknowledgements'],
  'adaptive-timer': ['adaptiveTimer', 'A timer that follows the round trip'],
  'variable-window': ['variableWindow', 'A window that varies'],
  'faster-than-tcp': ['fasterThanTcp', 'Faster than TCP'],
};

function extraLines(config: Config, results: Results): DraftLine[] {
  return extras.flatMap((extra): DraftLine[] => {
    const ids = extraCaseIds(config, extra).filter((id) => isWanted(config, id, false));
    const [points, title] = credits[extra];
    const parts = ids.map((id): Part => {
      const verdict = results.verdicts.get(id);
      const reasons = verdict?.feedback ?? [extra === 'faster-than-tcp' ? say('race-not-run') : results.notRun];
      return { case: id, share: 1 / ids.length, earned: verdict?.metrics.earned ?? 0, reasons };
    });
    const line = { id: `extra/${extra}`, title, maxPoints: config.points.extra[points], kind: 'extra' } as const;
    return parts.length === 0 ? [] : [{ ...line, parts }];
  });
}

function subjectResult({ id, folder, language, notes }: Subject, lines: readonly ChargedLine[]): SubjectResult {
  const settled = lines.map(({ line }) => line);
  const sum = (numbers: number[]) => round(numbers.reduce((a, b) => a + b, 0));
  return {
    id,
    folder,
    language,
    score: sum(settled.map(({ points }) => points)),
    maxScore: sum(settled.filter(({ kind }) => kind !== 'extra').map(({ maxPoints }) => maxPoints)),
    lines: settled,
    notes: [...notes],
  };
}

type Named = Pick<Case, 'id' | 'subject' | 'title' | 'group'>;

function caseResult({ id, subject, title, group }: Named, verdict: Verdict, lines: readonly ChargedLine[]): CaseResult {
  const worth = lines.flatMap(({ line, pointsByCase }) => (line.kind === 'extra' ? [] : (pointsByCase.get(id) ?? [])));
  const { outcome, blame, feedback, evidence, metrics } = verdict;
  return {
    ...{ id, subject, title, group, outcome, blame },
    points: round(worth.reduce((sum, { points }) => sum + points, 0)),
    maxPoints: round(worth.reduce((sum, { maxPoints }) => sum + maxPoints, 0)),
    feedback: [...feedback],
    evidence: [...evidence],
    drawings: [],
    metrics: { ...metrics },
    durationMs: 0,
    artefacts: [],
  };
}

const pictured: ReadonlySet<string> = new Set<Code>(['window', 'packet-size', 'resends-acknowledged']);

/** Of every case that failed, and of the first one in which a rule was broken: pictures are large. */
function drawingsOf({ outcome, feedback, drawings = [] }: Verdict, shown: Set<string>): CaseResult['drawings'] {
  const rules = feedback.map(({ code }) => code.replace(/^window-of-six$/, 'window'));
  const isNew = rules.some((code) => pictured.has(code) && !shown.has(code));
  if (drawings.length > 0) for (const code of rules) shown.add(code);
  return outcome !== 'passed' || isNew ? [...drawings] : [];
}

/** What was asked for and could not be run, since the first case failed. Nothing of it where there is no sender at all. */
function notRun(setup: Setup<Config>, cases: readonly Case[], results: Results): CaseResult[] {
  const program = builtSender(setup);
  if (program === undefined || results.isOpen) return [];
  const { subject } = program;
  const wanted: Named[] = [
    ...wantedCases(setup.config).map(({ id, spec }) => ({ id, subject, title: spec.title, group: id.split('/')[0]! })),
    ...[{ id: giveUpId, subject, title: 'The receiver never answers', group: giveUpId }],
    ...extras.flatMap((extra) =>
      extraCaseIds(setup.config, extra).map((id) => ({ id, subject, title: extraSpecs[extra].title, group: 'extra' })),
    ),
  ].filter(
    ({ id, group }) =>
      !cases.some((one) => one.id === id) &&
      (group !== 'extra' && group !== giveUpId ? true : isPlanned(setup.config, id, false)),
  );
  const verdict: Verdict = {
    outcome: 'not-run',
    blame: 'client',
    feedback: [results.notRun],
    evidence: [],
    metrics: {},
  };
  return wanted.map((one) => caseResult(one, verdict, []));
}
