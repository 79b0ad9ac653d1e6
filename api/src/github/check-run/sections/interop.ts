import type { Matrix, MatrixCell } from '@gradewire/core';
import { cellAt, count, countPairs, outcomeWords } from '@gradewire/core/report';
import type { Block } from '../markdown/fit.ts';
import { prose } from '../markdown/inline.ts';
import { table } from '../markdown/table.ts';
import type { OwnPart } from '../own-part.ts';

interface Row {
  readonly cells: readonly string[];
  readonly failed: boolean;
}

/** A subject's row and column of the class matrix, one line for each of the others; a table for each own subject. */
export function interopBlocks({ subjects, reported: { matrix } }: OwnPart): Block[] {
  const others = [...new Set([...matrix.clients, ...matrix.servers])];
  if (others.length < 2) return [];
  return subjects
    .filter(({ id }) => matrix.clients.includes(id) || matrix.servers.includes(id))
    .map(({ id }): Block => {
      const rows = others.flatMap((other): Row[] => {
        const cells = [cellAt(matrix, id, other), cellAt(matrix, other, id)] as const;
        const ran = cells.filter((cell) => cell !== undefined && cell.outcome !== 'not-run');
        if (ran.length === 0) return [];
        const words = [prose(other, 80), cellWords(cells[0], 'client'), cellWords(cells[1], 'server')] as const;
        return [{ cells: words, failed: ran.some((cell) => cell?.outcome !== 'passed') }];
      });
      const failed = rows.filter((row) => row.failed);
      const sums = sumWords(matrix, id);
      const block = (shown: readonly Row[], which: string) =>
        [
          `### ${prose(id, 80)} with the class`,
          sums,
          ...(shown.length === 0
            ? []
            : [
                table(
                  headings,
                  shown.map(({ cells }) => cells),
                ),
              ]),
          ...(which === '' ? [] : [which]),
        ].join('\n\n');
      const some = `Only failed ones are shown.`;
      const few = `The first ${Math.min(30, failed.length)} of ${count(failed.length, 'failed one')} are shown.`;
      return {
        rank: 2,
        name: 'pairs',
        forms: [block(rows, legend), block(failed, some), block(failed.slice(0, 30), few)],
      };
    });
}

const headings = [
  { heading: 'With' },
  { heading: 'this client, their server' },
  { heading: 'their client, this server' },
];
const legend = 'Pairs that did not run are left out; what is charged to the other side costs nothing here.';

function sumWords(matrix: Matrix, id: string): string {
  const client = countPairs(matrix, 'client', id);
  const server = countPairs(matrix, 'server', id);
  const sums = [
    ...(client.all === 0 ? [] : [`The client works with ${client.passed} of ${count(client.all, 'server')}.`]),
    ...(server.all === 0 ? [] : [`The server works with ${server.passed} of ${count(server.all, 'client')}.`]),
  ];
  return sums.join(' ') || 'No pair ran: the reference case has to pass first.';
}

/** How a pair went, and whose fault it is. A pair that is not shown looks like one that did not run. */
function cellWords(cell: MatrixCell | undefined, role: 'client' | 'server'): string {
  if (cell === undefined || cell.outcome === 'not-run') return '·';
  if (cell.outcome === 'passed') return '✔';
  const fault =
    cell.blame === null
      ? 'charged to nobody'
      : cell.blame === 'both'
        ? 'both'
        : cell.blame === role
          ? 'this side'
          : 'the other side';
  return `✘ ${outcomeWords[cell.outcome]}: ${fault}`;
}
