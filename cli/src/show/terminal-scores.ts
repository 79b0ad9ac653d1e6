import type { GradingResult, SubjectResult } from '@gradewire/core';
import {
  clip,
  clipMiddle,
  columns,
  formatPoints,
  formatScore,
  lostLines,
  pad,
  pointsByHand,
  printable,
  wrap,
} from '@gradewire/core/report';
import type { Paint, Style } from './paint.ts';

const widestName = 24;

/** One line per subject: its score and the dearest things that it lost. */
export function renderScores(result: GradingResult, paint: Paint, width: number): string[] {
  if (result.subjects.length === 0) return wrap('Nothing was found to grade: no subject in this folder.', width);
  const rows = result.subjects.map((subject) => ({
    subject,
    name: clipMiddle(printable(subject.id), widestName),
    language: clip(printable(subject.language ?? '–'), 12),
    score: formatScore(result, subject),
  }));
  const nameWidth = widest(['subject', ...rows.map((row) => row.name)]);
  const languageWidth = widest(['language', ...rows.map((row) => row.language)]);
  const scoreWidth = widest(['score', ...rows.map((row) => row.score)]);
  const room = width - nameWidth - languageWidth - scoreWidth - 6;
  const line = (name: string, language: string, score: string, lost: string) =>
    clip(
      `${pad(name, nameWidth)}  ${pad(language, languageWidth)}  ${' '.repeat(scoreWidth - columns(score))}${score}  ${lost}`.trimEnd(),
      width,
    );
  return [
    paint('dim', line('subject', 'language', 'score', room < 12 ? '' : 'lost')),
    ...rows.map(({ subject, name, language, score }) => {
      const lost = room < 12 ? '' : clip(lostWords(result, subject), room);
      return paint(scoreStyle(result, subject), line(name, language, score, lost));
    }),
  ];
}

function lostWords(result: GradingResult, subject: SubjectResult): string {
  const parts = lostLines(subject).map(
    (line) => `−${formatPoints(line.maxPoints - line.points)} ${printable(line.title)}`,
  );
  if (parts.length === 0) parts.push(result.status === 'complete' ? 'nothing' : '');
  const byHand = pointsByHand(subject);
  if (byHand > 0) parts.push(`${formatPoints(byHand)} by hand`);
  return parts.filter((part) => part !== '').join(', ');
}

function scoreStyle(result: GradingResult, subject: SubjectResult): Style | null {
  if (result.status !== 'complete') return null;
  if (lostLines(subject).length === 0) return 'green';
  return subject.score < subject.maxScore / 2 ? 'red' : 'yellow';
}

const widest = (texts: readonly string[]): number => Math.max(...texts.map(columns));
