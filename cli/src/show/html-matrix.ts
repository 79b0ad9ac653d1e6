import type { GradingResult } from '@gradewire/core';
import {
  cellAt,
  cellMark,
  countPairs,
  kindLetter,
  kinds,
  kindWords,
  outcomeSuffix,
  outcomeWords,
  pairCaseId,
} from '@gradewire/core/report';
import { type Html, html } from './html-escape.ts';
import { caseKey, subjectAnchor } from './html-links.ts';

const denseFrom = 24;

/** Clients down, servers across; each cell is a button that opens its case. */
export function renderMatrix(result: GradingResult): Html {
  const { clients, servers } = result.matrix;
  if (clients.length === 0 || servers.length === 0) return html`<p>There are no pairs in this run.</p>`;
  const used = new Set<string>();
  const rows = clients.map((client, row) => {
    const cells = servers.map((server, column) => {
      const mark = cellMark(cellAt(result.matrix, client, server));
      used.add(mark.kind).add(mark.suffix);
      const words = `${client} client, ${server} server: ${mark.words}`;
      const tabIndex = row === 0 && column === 0 ? 0 : -1;
      return html`<td><button type="button" class="${mark.kind}" tabindex="${tabIndex}" data-case="${caseKey(pairCaseId({ client, server }))}" title="${words}" aria-label="${words}">${mark.letter}${mark.suffix === '' ? null : html`<i>${mark.suffix}</i>`}</button></td>`;
    });
    return html`<tr data-name="${client.toLowerCase()}"><th scope="row">${subjectName(result, client)}</th>${cells}${total(result, 'client', client)}</tr>
`;
  });
  const headings = servers.map(
    (server) =>
      html`<th scope="col" data-name="${server.toLowerCase()}"><span>${subjectName(result, server)}</span></th>`,
  );
  return html`${renderLegend(used)}
<p class="quiet hint">Rows are clients, columns are servers. Click a cell, or move with the arrow keys and press Enter.</p>
<div class="scroll grid"><table class="matrix${servers.length >= denseFrom ? ' dense' : ''}" id="matrix-table">
<thead><tr><td class="corner"><span aria-hidden="true">client ↓ server →</span></td>${headings}<th scope="col" class="total"><span>passed</span></th></tr></thead>
<tbody>${rows}</tbody>
<tfoot><tr><th scope="row">passed</th>${servers.map((server) => total(result, 'server', server))}<td></td></tr></tfoot></table></div>`;
}

function subjectName(result: GradingResult, id: string): Html {
  if (!result.subjects.some((subject) => subject.id === id)) return html`${id}`;
  return html`<a href="#${subjectAnchor(id)}">${id}</a>`;
}

function total(result: GradingResult, role: 'client' | 'server', id: string): Html {
  const { passed, all, atFault } = countPairs(result.matrix, role, id);
  const title = `${id} ${role}: ${passed} of ${all} pairs passed, ${atFault} failed by its own fault`;
  return html`<td class="total${atFault > 0 ? ' short' : ''}" title="${title}">${passed}</td>`;
}

function renderLegend(used: ReadonlySet<string>): Html {
  const entries = kinds
    .filter((kind) => used.has(kind))
    .map(
      (kind) =>
        html`<li><span class="key ${kind}" aria-hidden="true">${kindLetter[kind]}</span> ${kindWords[kind]}</li>`,
    );
  for (const [outcome, suffix] of Object.entries(outcomeSuffix) as [keyof typeof outcomeWords, string][]) {
    if (suffix !== '' && used.has(suffix)) {
      entries.push(
        html`<li><span class="key plain" aria-hidden="true"><i>${suffix}</i></span> ${outcomeWords[outcome]}</li>`,
      );
    }
  }
  return html`<ul class="legend" aria-label="Legend">${entries}</ul>`;
}
