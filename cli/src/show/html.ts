import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { GradingResult } from '@gradewire/core';
import { weathersOf } from '@gradewire/core/report';
import { renderCauses } from './html-causes.ts';
import { panelData } from './html-data.ts';
import { embedJson, type Html, html, trusted } from './html-escape.ts';
import { renderHeader, shortDigest } from './html-header.ts';
import { renderMatrix } from './html-matrix.ts';
import { renderScores } from './html-scores.ts';
import { renderSubject } from './html-subject.ts';
import { renderWeathers } from './html-weather.ts';
import type { ReplayPlace } from './replay.ts';

// In the order of the cascade.
const styleParts = ['page', 'header', 'tables', 'matrix', 'subjects', 'panel', 'narrow', 'print'];
const style = styleParts.map((part) => readFileSync(new URL(`style/${part}.css`, import.meta.url), 'utf8')).join('\n');
const script = readFileSync(new URL('report-browser.js', import.meta.url), 'utf8');

/** The result as one page that needs nothing else: no network, no server. With `replay`, cases say how to run them again. */
export function renderHtml(result: GradingResult, replay?: ReplayPlace): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${result.kit} · Gradewire</title>
<style>${trusted(style)}</style>
</head>
<body>
<main>
${renderHeader(result)}
${result.subjects.length === 0 ? html`<section><p>Nothing was found to grade: no subject in this folder.</p></section>` : renderParts(result)}
${renderFooter(result)}
</main>
<aside id="panel" tabindex="-1" aria-labelledby="panel-title" hidden></aside>
<script type="application/json" id="data">${embedJson(panelData(result, replay))}</script>
<script>${trusted(script)}</script>
</body>
</html>
`;
  return page.html;
}

interface Part {
  readonly id: string;
  readonly title: string;
  readonly content: Html | Html[];
}

/** A class is read from its scores down; a student's own result from what to mend. */
function partsOf(result: GradingResult): Part[] {
  const cases = new Map(result.cases.map((graded) => [graded.id, graded]));
  const subjects = result.subjects.map((subject) => renderSubject(result, subject, cases));
  const weathers = weathersOf(result);
  const hasPairs = result.matrix.clients.length > 0 || result.matrix.servers.length > 0;
  const matrix: Part = {
    id: 'matrix',
    title: 'Every client with every server',
    content: renderMatrix(result),
  };
  const ofClass: Part[] = [
    { id: 'scores', title: 'Scores', content: renderScores(result) },
    ...(hasPairs ? [matrix] : []),
    ...(weathers.length > 0
      ? [{ id: 'weather', title: 'Under other weather', content: renderWeathers(result, weathers) }]
      : []),
    { id: 'causes', title: 'What fails and why', content: renderCauses(result) },
  ];
  const details: Part = { id: 'subjects', title: 'Subjects', content: subjects };
  return subjects.length === 1 ? [{ ...details, title: 'Score' }, ...ofClass.slice(1)] : [...ofClass, details];
}

function renderParts(result: GradingResult): Html {
  const parts = partsOf(result);
  return html`<nav class="bar" aria-label="Parts of this page">${parts.map(({ id, title }) => html`<a href="#${id}">${title}</a>`)}<label class="filter"><span class="sr">Filter by name, language or reason</span><input type="search" id="filter" placeholder="Filter by name or reason" autocomplete="off" spellcheck="false"></label></nav>
<noscript><p class="banner">Without JavaScript the cells do not open; everything else is here.</p></noscript>
<p class="quiet" id="filter-count" role="status" hidden></p>
${parts.map(({ id, title, content }) => html`<section id="${id}"><h2>${title}</h2>${content}</section>\n`)}`;
}

/** Nothing may be loaded and nothing may run but our own style and script, which are named by their hashes. */
function policy(): string {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return `default-src 'none'; style-src ${hash(style)}; script-src ${hash(script)}; img-src data:; base-uri 'none'; form-action 'none'`;
}

function renderFooter(result: GradingResult): Html {
  const images = Object.entries(result.images).map(
    ([name, digest]) => html`<li>${name} <code title="${digest}">${shortDigest(digest)}</code></li>`,
  );
  return html`<footer><details><summary>Images that the programs ran in</summary><ul class="links">${images}</ul></details><p class="quiet">Source ${result.source.digest}</p></footer>`;
}
