import { plainLines } from '../plain.ts';
import { longestRun } from './inline.ts';

const widest = 240;

/** Lines of anybody's as a code block: shown as they are, and no line of theirs can end it. */
export function fence(lines: readonly string[], mostLines: number): string {
  const shown = lines.slice(0, mostLines).flatMap((line) => plainLines(line, 1, widest));
  const rest = lines.length - shown.length;
  if (rest > 0) shown.push(`… ${rest} more ${rest === 1 ? 'line' : 'lines'}`);
  const marks = '`'.repeat(Math.max(3, longestRun(shown.join('\n'), '`') + 1));
  return [`${marks}text`, ...shown, marks].join('\n');
}
