import { count, formatPoints, lostLines, pointsByHand } from '@gradewire/core/report';
import type { Block } from '../markdown/fit.ts';
import { codeSpan, prose } from '../markdown/inline.ts';
import { table } from '../markdown/table.ts';
import { isGood, type OwnPart } from '../own-part.ts';
import type { ReportContext, SeenResult } from '../report-context.ts';

const points = { heading: 'Points', align: 'right' } as const;
const signed = (value: number): string => (value > 0 ? `+${formatPoints(value)}` : formatPoints(value));

/** What the score is, and how it came about. */
export function scoreBlock(result: SeenResult, own: OwnPart, context: ReportContext): Block {
  const { assignment, commit } = context;
  const paragraphs = [
    `**${headline(result, own)}** · ${prose(assignment, 200)} at ${codeSpan(commit.slice(0, 12))}`,
    ...(isSelfCheck(result, context) ? [selfCheckWords(context)] : []),
    ...(result.scope === 'public' ? ['Only the public cases were run; points and maximum are theirs.'] : []),
    ...scoreTable(result),
    ...gradedAgain(result, context),
    // The score is the run's, which in a class is of more than these folders.
    ...(result.subjects.length > 1 && own.subjects.length > 0 ? [subjectTable(own)] : []),
    ...(result.complete ? [] : [result.score === null ? keptBack : concealed]),
    ...byHand(own),
    ...nothingToMend(result, own),
  ];
  return { rank: 0, name: 'the score', forms: [paragraphs.join('\n\n')] };
}

const keptBack =
  'Some cases, and the score that they are part of, are told when nobody can hand in any more. Everything below is about the cases that are shown.';
const concealed = 'Some cases are not shown; the points that they gave are in the score.';

export const isSelfCheck = ({ reason }: SeenResult, { draft }: Pick<ReportContext, 'draft'>): boolean =>
  draft || reason === 'self-check';

function selfCheckWords({ draft }: ReportContext): string {
  return draft
    ? 'A draft is graded as a self-check: it does not count. Mark the pull request as ready for review to hand it in.'
    : 'A self-check: it does not count.';
}

/** `94.67 of 100 points`, or as much of it as is told. Plain text. */
export function headline(result: SeenResult, { subjects, cases }: OwnPart): string {
  if (result.score !== null) return `${formatPoints(result.score.final)} of ${formatPoints(result.score.max)} points`;
  const [only] = subjects;
  if (only === undefined) return 'Nothing was found to grade';
  if (result.complete && subjects.length === 1 && only.score !== null) {
    return `${formatPoints(only.score)} of ${formatPoints(only.maxScore)} points`;
  }
  const failed = cases.filter(({ outcome }) => outcome !== 'passed' && outcome !== 'not-run').length;
  return failed === 0
    ? `All ${count(cases.length, 'case')} passed`
    : `${failed} of ${count(cases.length, 'case')} did not pass`;
}

/** Only where something was taken away or added: else the headline says it. */
function scoreTable({ score }: SeenResult): string[] {
  if (score === null || (score.late === 0 && score.adjustment === 0)) return [];
  const rows = [
    ['Cases', formatPoints(score.raw)],
    ...(score.late === 0 ? [] : [['Late', signed(-Math.abs(score.late))]]),
    ...(score.adjustment === 0 ? [] : [['Changed by hand', signed(score.adjustment)]]),
    ['**Final**', `**${formatPoints(score.final)} of ${formatPoints(score.max)}**`],
  ];
  const reason = score.reason === null ? [] : [`Changed by hand because: ${prose(score.reason)}`];
  return [table([{ heading: '' }, points], rows), ...reason];
}

/** Told where the score is, as it is in the score's history. */
function gradedAgain({ score }: SeenResult, { gradedAgainBecause }: ReportContext): string[] {
  return score === null || gradedAgainBecause === null ? [] : [`Graded again because: ${prose(gradedAgainBecause)}`];
}

function subjectTable({ subjects }: OwnPart): string {
  const rows = subjects.slice(0, 50).map(({ id, language, score, maxScore }) => [
    prose(id, 80),
    prose(language ?? '–', 40),
    // A maximum whose score is kept back would tell what the concealed cases give.
    score === null ? 'not told yet' : `${formatPoints(score)} of ${formatPoints(maxScore)}`,
  ]);
  return table([{ heading: 'Folder' }, { heading: 'Language' }, points], rows);
}

function byHand({ told }: OwnPart): string[] {
  const open = told.reduce((sum, subject) => sum + pointsByHand(subject), 0);
  return open === 0 ? [] : [`${formatPoints(open)} more are given by a person.`];
}

function nothingToMend({ complete }: SeenResult, own: OwnPart): string[] {
  if (!isGood(own)) return [];
  return [complete ? 'Nothing to mend: no automatic point is lost.' : 'Nothing to mend in what is shown.'];
}

/** The rubric's lines: those that lost points, and then, where there is room, all. */
export function linesBlock({ told }: OwnPart): Block[] {
  const columns = [{ heading: 'Points for' }, points];
  const several = told.length > 1;
  const row = (subject: string, line: (typeof told)[number]['lines'][number]): string[] => [
    `${several ? `${prose(subject, 80)}: ` : ''}${prose(line.title, 160)}`,
    line.kind === 'by-hand'
      ? `open of ${formatPoints(line.maxPoints)}`
      : `${formatPoints(line.points)} of ${formatPoints(line.maxPoints)}`,
  ];
  const lost = told.flatMap((subject) => lostLines(subject).map((line) => row(subject.id, line)));
  if (lost.length === 0) return [];
  const block = (rows: string[][]) => `### Where points are missing\n\n${table(columns, rows)}`;
  return [{ rank: 2, name: 'the table of points', forms: [block(lost), block(lost.slice(0, 10))] }];
}
