import type { GradingResult } from '@gradewire/core';
import { blamedWords, lostWords, placesWords } from './cause-words.ts';
import { type Cause, causesOf } from './causes.ts';
import type { Paint } from './paint.ts';
import { count } from './points.ts';
import { clip, printable, printableLines, wrap } from './printable.ts';

const indent = '   ';
const logLines = 5;

/** Each cause once, the dearest first, with the places where it shows. */
export function renderCauses(result: GradingResult, paint: Paint, width: number): string[] {
  const causes = causesOf(result);
  if (causes.length === 0) return [];
  const heading = `What fails and why (${count(causes.length, 'cause')}, the dearest first)`;
  const lines = wrap(heading, width).map((line) => paint('bold', line));
  causes.forEach((cause, index) => {
    lines.push('', ...renderCause(result, cause, index + 1, paint, width));
  });
  return lines;
}

function renderCause(result: GradingResult, cause: Cause, number: number, paint: Paint, width: number): string[] {
  const inner = width - indent.length;
  const indented = (text: string) => wrap(text, inner).map((line) => indent + line);
  const places = placesWords(cause, result.matrix).map(printable).join('; ');
  return [
    ...wrap(printable(`${number}. ${blamedWords(cause)} · ${lostWords(cause)} · ${cause.code}`), width).map((line) =>
      paint(cause.lostPoints > 0 ? ['bold', 'red'] : 'bold', line),
    ),
    ...indented(printable(cause.text)),
    ...indented(places).map((line) => paint('dim', line)),
    ...buildLog(result, cause)
      .map((line) => indent + clip(`| ${line}`, inner))
      .map((line) => paint('dim', line)),
  ];
}

/** The end of the build log, where what is blamed is a program that did not build. */
function buildLog(result: GradingResult, cause: Cause): string[] {
  const program = result.programs.find(({ id, outcome }) => cause.blamed.includes(id) && outcome === 'build-failed');
  if (!program) return [];
  const log = printableLines(program.log).filter((line) => line.trim() !== '');
  return [printable(program.command), ...log.slice(-logLines)];
}
