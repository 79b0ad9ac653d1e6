import type { GradingResult } from '@gradewire/core';
import {
  type CellKind,
  type CellMark,
  cellAt,
  cellMark,
  clip,
  clipMiddle,
  columns,
  countPairs,
  kindLetter,
  kinds,
  kindWords,
  outcomeSuffix,
  outcomeWords,
  pad,
  passedInAll,
  printable,
  wrap,
} from '@gradewire/core/report';
import type { Paint, Style } from './paint.ts';

const widestRowName = 20;
const tallestHeading = 10;

const styles: Readonly<Record<CellKind, Style>> = {
  passed: 'green',
  client: ['bold', 'yellow'],
  server: ['bold', 'magenta'],
  both: ['bold', 'red'],
  none: ['bold', 'red'],
  'not-run': 'dim',
  incomplete: 'cyan',
};

/** Clients down, servers across. More servers than fit are shown in blocks below each other; nothing wraps. */
export function renderMatrix(result: GradingResult, paint: Paint, width: number): string[] {
  const { clients, servers } = result.matrix;
  if (clients.length === 0 || servers.length === 0) return [];
  const names = clients.map((client) => clipMiddle(printable(client), Math.min(widestRowName, Math.floor(width / 3))));
  const nameWidth = Math.max(7, ...names.map(columns));
  const totalWidth = `${servers.length}/${servers.length}`.length + 2;
  const room = width - nameWidth - 1 - totalWidth;
  const level = Math.max(...servers.map((server) => columns(printable(server)))) + 1;
  // Names in full where there is room; otherwise each is written downwards over a column of two characters.
  const across = Math.max(3, level) * servers.length <= room;
  const pitch = across ? Math.max(3, level) : 2;
  const perBlock = across ? servers.length : Math.max(1, Math.floor(room / pitch));
  const seen = new Map<string, CellMark>();
  const lines: string[] = [paint('bold', clip('Client (row) with server (column)', width))];
  for (let first = 0; first < servers.length; first += perBlock) {
    const block = servers.slice(first, first + perBlock);
    const last = first + perBlock >= servers.length;
    if (first > 0) lines.push('');
    if (servers.length > perBlock) {
      lines.push(paint('dim', `servers ${first + 1} to ${first + block.length} of ${servers.length}`));
    }
    const heading = across ? [block.map((server) => pad(printable(server), pitch)).join('')] : downwards(block);
    for (const line of heading) lines.push(paint('dim', `${' '.repeat(nameWidth + 1)}${line}`.trimEnd()));
    clients.forEach((client, row) => {
      const cells = block.map((server) => {
        const mark = cellMark(cellAt(result.matrix, client, server));
        seen.set(mark.kind + mark.suffix, mark);
        return paint(styles[mark.kind], mark.letter + mark.suffix) + ' '.repeat(pitch - 1 - mark.suffix.length);
      });
      const { passed, all } = countPairs(result.matrix, 'client', client);
      const total = last ? paint('dim', ` ${passed}/${all}`) : '';
      lines.push(`${pad(names[row]!, nameWidth)} ${cells.join('')}${total}`.trimEnd());
    });
  }
  return [...lines, ...legend(result, [...seen.values()], paint, width)];
}

/** One column of two characters per name, aligned to the bottom. */
function downwards(names: readonly string[]): string[] {
  const letters = names.map((name) => [...clipMiddle(printable(name), tallestHeading)]);
  const height = Math.max(...letters.map((name) => name.length));
  return Array.from({ length: height }, (_, row) =>
    letters.map((name) => pad(name[row - height + name.length] ?? '', 2)).join(''),
  );
}

function legend(result: GradingResult, seen: readonly CellMark[], paint: Paint, width: number): string[] {
  const present = kinds.filter((kind) => seen.some((mark) => mark.kind === kind));
  const suffixes = new Set(seen.map((mark) => mark.suffix).filter((suffix) => suffix !== ''));
  const entries = present.map((kind) => `${kindLetter[kind]} ${kindWords[kind]}`);
  for (const outcome of Object.keys(outcomeSuffix) as (keyof typeof outcomeSuffix)[]) {
    const suffix = outcomeSuffix[outcome];
    if (suffixes.has(suffix)) entries.push(`${suffix} after a letter: ${outcomeWords[outcome]}`);
  }
  const { passed, all } = passedInAll(result.matrix);
  entries.push(`${passed} of ${all} pairs passed`);
  return packed(entries, width).map((line) => paint('dim', line));
}

/** Entries side by side, as many as fit on a line; an entry is broken only if it is longer than a line. */
function packed(entries: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const entry of entries) {
    const line = lines.at(-1);
    if (line !== undefined && columns(line) + 3 + columns(entry) <= width)
      lines[lines.length - 1] = `${line}   ${entry}`;
    else lines.push(entry);
  }
  return lines.flatMap((line) => (columns(line) > width ? wrap(line, width) : [line]));
}
