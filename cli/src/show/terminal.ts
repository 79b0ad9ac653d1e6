import type { GradingResult } from '@gradewire/core';
import { clip, count, formatPoints, printable, wrap } from '@gradewire/core/report';
import { whyIncomplete } from './incomplete.ts';
import { painter } from './paint.ts';
import { type ReplayPlace, renderReplay } from './replay.ts';
import { renderCauses } from './terminal-causes.ts';
import { renderMatrix } from './terminal-matrix.ts';
import { renderNotes, renderNotGraded } from './terminal-notes.ts';
import { renderScores } from './terminal-scores.ts';
import { renderWeather } from './terminal-weather.ts';

export interface TerminalOptions {
  readonly colour: boolean;
  /** Columns of the terminal; no line is longer. */
  readonly width: number;
  /** Its first line, instead of kit, seed and version. */
  readonly heading?: string;
  /** How to run a case again is told where this is known. */
  readonly replay?: ReplayPlace;
}

/** The result for a person at a terminal: scores, matrix, and each cause of failure once. Ends with a newline. */
export function renderTerminal(result: GradingResult, options: TerminalOptions): string {
  const paint = painter(options.colour);
  const width = Math.max(20, options.width);
  const heading =
    options.heading ?? `${result.kit} ${result.kitVersion} · seed ${result.seed} · gradewire ${result.gradewire}`;
  const sections = [
    [
      paint('bold', clip(printable(heading), width)),
      ...renderStatus(result, width).map((line) => paint('yellow', line)),
    ],
    renderScores(result, paint, width),
    renderMatrix(result, paint, width),
    renderWeather(result, paint, width),
    renderCauses(result, paint, width),
    renderReplay(result, options.replay, width),
    renderNotes(result, paint, width),
    renderNotGraded(result, paint, width),
    wrap(scoreLine(result), width).map((line) => paint('bold', line)),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function renderStatus(result: GradingResult, width: number): string[] {
  if (result.status === 'complete') return [];
  const faults = result.infrastructure.faults.map((fault) => `- ${printable(fault)}`);
  const text = printable(`INCOMPLETE: ${whyIncomplete(result).join(' ')}`);
  return [text, ...faults].flatMap((line) => wrap(line, width));
}

function scoreLine(result: GradingResult): string {
  if (result.score === null) return `No score: the run is ${result.status}.`;
  const name = result.subjects.length > 1 ? `Mean score of ${count(result.subjects.length, 'subject')}` : 'Score';
  const scope = result.scope === 'public' ? ', public cases only' : '';
  return `${name}${scope}: ${formatPoints(result.score)} of ${formatPoints(result.maxScore)}`;
}
