import { stripVTControlCharacters, styleText } from 'node:util';
import { type Check, isReady } from './check.ts';

/** A table of all checks, the way to fix each that is not ok below it, and a last line with the conclusion. */
export function renderChecks(checks: Check[], { colour }: { colour: boolean }): string {
  const paint = (format: 'green' | 'red' | 'yellow', text: string) =>
    colour ? styleText(format, text, { validateStream: false }) : text;
  const rows = checks.map((check) => [stateOf(check, paint), check.title, check.found]);
  const width = (column: number) => Math.max(...rows.map((row) => stripVTControlCharacters(row[column] ?? '').length));
  const pad = (cell: string, column: number) =>
    cell + ' '.repeat(width(column) - stripVTControlCharacters(cell).length);
  const lines = rows.map(([state = '', title = '', found = '']) => `${pad(state, 0)}  ${pad(title, 1)}  ${found}`);

  const fixes = checks.filter((check) => !check.ok).map((check) => `  ${check.title}: ${check.fix}`);
  if (fixes.length > 0) lines.push('', 'What can be done:', ...fixes);
  const conclusion = isReady(checks)
    ? paint('green', 'This machine can grade.')
    : paint('red', 'This machine cannot grade yet: see what is marked missing.');
  return [...lines, '', conclusion, ''].join('\n');
}

function stateOf(check: Check, paint: (format: 'green' | 'red' | 'yellow', text: string) => string): string {
  if (check.ok) return paint('green', 'ok');
  return check.required ? paint('red', 'missing') : paint('yellow', 'optional');
}
