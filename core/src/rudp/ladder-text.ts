import type { Ladder, LadderRow } from './ladder.ts';
import { shortMs } from './ladder.ts';

const arrowLength = 14;

/**
 * The ladder as plain text, a line for each packet in order of sending: time, what the sender sent, an arrow, what the
 * receiver sent, and what became of it. Times of arrival are told where they are 10 ms or more after.
 */
export function ladderText({ rows, before, after }: Ladder): string {
  const labels = rows.map((row) => `${row.label}${row.remark === '' ? '' : ` (${row.remark})`}`);
  const width = (direction: LadderRow['direction']) =>
    Math.max(8, ...labels.filter((_, i) => rows[i]!.direction === direction).map((label) => label.length));
  const left = width('to-receiver');
  const right = width('to-sender');
  const lines = rows.map((row, i) => {
    const isOut = row.direction === 'to-receiver';
    const sides = [(isOut ? labels[i]! : '').padEnd(left), arrow(row), (isOut ? '' : labels[i]!).padEnd(right)];
    const mark = row.highlight === null ? ' ' : '>';
    return `${mark} ${row.ms.toFixed(1).padStart(9)}  ${sides.join('  ')}  ${outcome(row)}`.trimEnd();
  });
  const head = `${'ms'.padStart(11)}  ${'sender'.padEnd(left)}  ${' '.repeat(arrowLength)}  receiver`;
  return [head, ...omitted(before, 'before'), ...lines, ...omitted(after, 'after')].join('\n');
}

function arrow({ direction, lost, arrivals }: LadderRow): string {
  const shaft = '─'.repeat(arrowLength - 1);
  const isDamaged = arrivals.length > 0 && arrivals.every(({ corrupted }) => corrupted);
  if (direction === 'to-receiver') {
    if (lost !== null) return `${'─'.repeat(arrowLength - 5)}✕    `;
    return `${isDamaged ? '~'.repeat(arrowLength - 1) : shaft}>`;
  }
  if (lost !== null) return `    ✕${'─'.repeat(arrowLength - 5)}`;
  return `<${isDamaged ? '~'.repeat(arrowLength - 1) : shaft}`;
}

function outcome({ ms, lost, arrivals, highlight }: LadderRow): string {
  const parts = lost === null ? [] : [`lost: ${lost}`];
  if (arrivals.length > 1) parts.push(`${arrivals.length} copies`);
  const damaged = arrivals.filter(({ corrupted }) => corrupted).length;
  if (damaged > 0) parts.push(damaged === arrivals.length ? 'corrupted' : `${damaged} corrupted`);
  const late = arrivals.filter((one) => one.ms - ms >= 10).map((one) => shortMs(one.ms - ms));
  if (late.length > 0) parts.push(`took ${late.join(' and ')}`);
  return [parts.join(', '), highlight ?? ''].filter((part) => part !== '').join('  <-- ');
}

function omitted(count: number, where: string): string[] {
  return count === 0 ? [] : [`${' '.repeat(13)}… ${count} ${count === 1 ? 'packet' : 'packets'} ${where} …`];
}
