import type { GradingResult } from '@gradewire/core';
import { blamedWords, type Cause, causesOf, lostWords, placesWords } from '@gradewire/core/report';
import { type Html, html } from './html-escape.ts';
import { caseLink } from './html-links.ts';

const mostLinks = 60;

/** Each cause once, the dearest first, with links to the cases in which it shows. */
export function renderCauses(result: GradingResult): Html {
  const causes = causesOf(result);
  if (causes.length === 0) return html`<p>Nothing fails.</p>`;
  return html`<ol class="causes">${causes.map((cause) => renderCause(result, cause))}</ol>`;
}

function renderCause(result: GradingResult, cause: Cause): Html {
  const places = placesWords(cause, result.matrix).join('; ');
  const filter = `${cause.blamed.join(' ')} ${cause.code} ${cause.text}`.toLowerCase();
  return html`<li data-filter="${filter}"><p class="cause"><strong>${blamedWords(cause)}</strong> <span class="${cause.lostPoints > 0 ? 'loss' : 'quiet'}">${lostWords(cause)}</span> <code class="chip">${cause.code}</code></p>
<p>${cause.text}</p>${cause.cases.length === 0 ? null : renderCases(cause, places)}</li>
`;
}

function renderCases(cause: Cause, places: string): Html {
  const links = cause.cases.slice(0, mostLinks).map((graded) => html`<li>${caseLink(graded.id, graded)}</li>`);
  const rest = cause.cases.length - links.length;
  return html`<details class="where"><summary>${places}</summary><ul class="links">${links}${rest > 0 ? html`<li class="quiet">and ${rest} more</li>` : null}</ul></details>`;
}
