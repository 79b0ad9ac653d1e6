import { escapeMarkup } from '@gradewire/core';
import { cellMark } from '@gradewire/core/report';
import type { Seen } from '../projection/projection.ts';
import { writeCsv } from './write-csv.ts';

type Matrix = Seen['matrix'];

function marksOf({ subjects, cells }: Matrix) {
  const at = new Map(cells.map((cell) => [`${cell.client} ${cell.server}`, cell]));
  return subjects.map(({ id: client, label }) => ({
    label,
    marks: subjects.map(({ id: server, label: other }) => {
      const cell = at.get(`${client} ${server}`);
      if (cell === undefined) return undefined;
      const mark = cellMark({ ...cell, firstClient: cell.outcome, secondClient: cell.outcome });
      const blame = cell.outcome === 'not-run' && cell.blame !== null ? `, fault of: ${cell.blame}` : '';
      return { ...mark, title: `${label} client, ${other} server: ${mark.words}${blame}, since ${cell.since.at}` };
    }),
  }));
}

/** Clients down, servers across; words in the cells. */
export function matrixCsv(matrix: Matrix): string {
  const rows = marksOf(matrix).map(({ label, marks }) => [label, ...marks.map((mark) => mark?.words ?? '')]);
  return writeCsv([['client', ...matrix.subjects.map(({ label }) => label)], ...rows]);
}

const style = `body{font:16px/1.4 system-ui,sans-serif;margin:2rem}table{border-collapse:collapse}th,td{padding:.3rem .6rem;
border:1px solid #8886;text-align:center}th[scope=row]{text-align:left}.passed{background:#2a73}.client,.server,.both,.none
{background:#c333}.not-run{background:#9993}`;

/** A page by itself, without script. A cell's letter says whose fault it is; its title says the rest. */
export function matrixHtml(title: string, matrix: Matrix): string {
  const heads = matrix.subjects.map(({ label }) => `<th scope="col">${escapeMarkup(label)}</th>`).join('');
  const rows = marksOf(matrix).map(({ label, marks }) => {
    const cells = marks.map((mark) =>
      mark === undefined
        ? '<td></td>'
        : `<td class="${mark.kind}" title="${escapeMarkup(mark.title)}">${mark.letter}${mark.suffix}</td>`,
    );
    return `<tr><th scope="row">${escapeMarkup(label)}</th>${cells.join('')}</tr>`;
  });
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeMarkup(title)}</title><style>${style}</style></head><body><h1>${escapeMarkup(title)}</h1>
<p>Clients down, servers across. ✔ passed; C, S, B: fault of the client, the server, both; · not run, since one of the two does
not work with the reference.</p>
<table><thead><tr><td></td>${heads}</tr></thead><tbody>
${rows.join('\n')}
</tbody></table></body></html>
`;
}
