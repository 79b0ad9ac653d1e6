import type { GradingResult, SubjectResult } from '@gradewire/core';
import { countPairs, formatPoints, formatScore, lostLines } from '@gradewire/core/report';
import { type Html, html } from './html-escape.ts';
import { subjectAnchor } from './html-links.ts';

const shownLosses = 3;

/** One row per subject; a click on a heading sorts. */
export function renderScores(result: GradingResult): Html {
  const headings = ['Subject', 'Language', 'Score', 'As client', 'As server'];
  return html`<div class="scroll"><table class="scores" id="scores-table"><thead><tr>${headings.map(
    (heading, index) => html`<th scope="col"><button type="button" data-sort="${index}">${heading}</button></th>`,
  )}<th scope="col">Mend first</th></tr></thead>
<tbody>${result.subjects.map((subject) => renderRow(result, subject))}</tbody></table></div>`;
}

function renderRow(result: GradingResult, subject: SubjectResult): Html {
  const language = subject.language ?? '–';
  return html`<tr data-filter="${`${subject.id} ${language}`.toLowerCase()}"><th scope="row"><a href="#${subjectAnchor(subject.id)}">${subject.id}</a></th><td>${language}</td>
<td class="number" data-value="${subject.score}">${formatScore(result, subject)}${scoreBar(result, subject)}</td>
${pairsOf(result, 'client', subject.id)}${pairsOf(result, 'server', subject.id)}
<td>${lossWords(subject)}</td></tr>
`;
}

function pairsOf(result: GradingResult, role: 'client' | 'server', id: string): Html {
  const listed = role === 'client' ? result.matrix.clients : result.matrix.servers;
  if (!listed.includes(id)) return html`<td class="number" data-value="-1">–</td>`;
  const { passed, all, atFault } = countPairs(result.matrix, role, id);
  const title = `${passed} of ${all} pairs passed, ${atFault} failed by its own fault`;
  return html`<td class="number${atFault > 0 ? ' short' : ''}" data-value="${passed}" title="${title}">${passed}/${all}</td>`;
}

function lossWords(subject: SubjectResult): Html {
  const lost = lostLines(subject);
  if (lost.length === 0) return html`<span class="quiet">nothing lost</span>`;
  const words = lost.slice(0, shownLosses).map((line, index) => {
    const separator = index > 0 ? ', ' : '';
    return html`${separator}<b class="loss">−${formatPoints(line.maxPoints - line.points)}</b> ${line.title}`;
  });
  return html`${words}${lost.length > shownLosses ? ` and ${lost.length - shownLosses} more` : null}`;
}

/** A bar beside the number; it says nothing that the number does not. */
export function scoreBar(result: GradingResult, subject: SubjectResult): Html {
  if (result.status !== 'complete' || subject.maxScore <= 0) return html``;
  const share = Math.min(1, Math.max(0, subject.score / subject.maxScore));
  const level = share >= 0.9 ? 'high' : share >= 0.6 ? 'middle' : 'low';
  return html`<svg class="bar ${level}" viewBox="0 0 60 8" width="60" height="8" aria-hidden="true"><rect class="rail" width="60" height="8" rx="2"/><rect width="${60 * share}" height="8" rx="2"/></svg>`;
}
