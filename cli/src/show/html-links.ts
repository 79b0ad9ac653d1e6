import type { CaseResult } from '@gradewire/core';
import { outcomeWords } from '@gradewire/core/report';
import { type Html, html } from './html-escape.ts';

/** Names a case in the page's address, in its buttons and in its data. */
export const caseKey = (id: string): string => `case/${encode(id)}`;
export const subjectAnchor = (id: string): string => `subject/${encode(id)}`;

/** A link that opens the panel of a case; it says how the case ended. */
export function caseLink(id: string, graded: CaseResult | undefined, words?: string): Html {
  const outcome = graded?.outcome;
  const state = outcome === undefined ? 'open' : outcome === 'passed' || outcome === 'not-run' ? outcome : 'failed';
  const sign = { open: '?', passed: '✔', 'not-run': '·', failed: '✘' }[state];
  const title = outcome === undefined ? 'not graded' : outcomeWords[outcome];
  return html`<a class="case ${state}" href="#${caseKey(id)}" title="${`${id}: ${title}`}"><span aria-hidden="true">${sign}</span><span class="sr">${title}: </span> ${words ?? graded?.title ?? id}</a>`;
}

/** Folder names may hold half a surrogate pair, which a URI cannot. */
function encode(id: string): string {
  return encodeURIComponent(id.toWellFormed());
}
