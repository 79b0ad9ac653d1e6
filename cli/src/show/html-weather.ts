import type { GradingResult } from '@gradewire/core';
import { cellAt, cellMark, count, type Weather, weatherCaseId } from '@gradewire/core/report';
import { type Html, html } from './html-escape.ts';
import { caseKey } from './html-links.ts';

/** One matrix for each weather, closed at first; cells with a case behind them are links to it. */
export function renderWeathers(result: GradingResult, weathers: readonly Weather[]): Html {
  const ids = new Set(result.cases.map(({ id }) => id));
  return html`<p class="quiet hint">Pairs that pass, once more over other links. For information: no points. The letters are those of the matrix above.</p>
${weathers.map((weather) => renderWeather(weather, ids))}`;
}

function renderWeather(weather: Weather, ids: ReadonlySet<string>): Html {
  const { name, matrix, passed, all } = weather;
  const rows = matrix.clients.map((client) => {
    const cells = matrix.servers.map((server) => renderCell(weather, client, server, ids));
    return html`<tr><th scope="row">${client}</th>${cells}</tr>
`;
  });
  const headings = matrix.servers.map((server) => html`<th scope="col"><span>${server}</span></th>`);
  return html`<details class="weather"><summary><strong>${name}</strong>: ${passed} of ${count(all, 'pair')} passed</summary>
<div class="scroll grid"><table class="matrix"><thead><tr><td class="corner"><span aria-hidden="true">client ↓ server →</span></td>${headings}</tr></thead>
<tbody>${rows}</tbody></table></div></details>
`;
}

function renderCell({ name, matrix }: Weather, client: string, server: string, ids: ReadonlySet<string>): Html {
  const { kind, letter, suffix, words } = cellMark(cellAt(matrix, client, server));
  const title = `${client} client, ${server} server: ${words}`;
  const mark = html`${letter}${suffix === '' ? null : html`<i>${suffix}</i>`}`;
  const id = weatherCaseId(name, { client, server });
  if (!ids.has(id)) return html`<td><span class="cell ${kind}" title="${title}">${mark}</span></td>`;
  return html`<td><a class="cell ${kind}" href="#${caseKey(id)}" title="${title}" aria-label="${title}">${mark}</a></td>`;
}
