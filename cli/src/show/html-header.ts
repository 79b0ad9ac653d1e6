import type { GradingResult } from '@gradewire/core';
import { count, formatPoints, passedInAll } from '@gradewire/core/report';
import { type Html, html } from './html-escape.ts';
import { whyIncomplete } from './incomplete.ts';

const bins = 10;

/** What was graded, with what, and how it came out. */
export function renderHeader(result: GradingResult): Html {
  const { passed, all } = passedInAll(result.matrix);
  const unbuilt = result.programs.filter((program) => program.outcome !== 'built').length;
  const tiles = [
    tile(
      result.subjects.length === 1 ? 'Score' : 'Mean score',
      scoreText(result),
      `of ${formatPoints(result.maxScore)}`,
    ),
    tile(
      'Subjects',
      String(result.subjects.length),
      `${count(result.programs.length, 'program')}, ${unbuilt} not built`,
    ),
    all > 0
      ? tile('Pairs passed', `${formatPoints(Math.floor((1000 * passed) / all) / 10)} %`, `${passed} of ${all}`)
      : null,
    result.subjects.length >= bins && result.status === 'complete' ? distribution(result) : null,
  ];
  return html`<header class="top">
<h1>${result.kit} <span class="badge ${result.status}">${result.status}</span></h1>
<p class="meta">kit ${result.kitVersion} · seed ${result.seed} · gradewire ${result.gradewire} · link ${[result.link.backend, result.link.version].filter(Boolean).join(' ')} · <span title="${result.source.digest}">source ${shortDigest(result.source.digest)}</span></p>
<div class="tiles">${tiles}</div>
${result.status === 'incomplete' ? renderIncomplete(result) : null}
${result.notes.length > 0 ? renderNotGraded(result) : null}
</header>`;
}

function renderIncomplete(result: GradingResult): Html {
  const faults = result.infrastructure.faults.map((fault) => html`<li>${fault}</li>`);
  return html`<div class="banner" role="status"><p><strong>Incomplete.</strong> ${whyIncomplete(result).join(' ')}</p><ul>${faults}</ul></div>`;
}

/** Folders and files that an instructor might take for graded, and names that were asked for in vain. */
function renderNotGraded(result: GradingResult): Html {
  const notes = result.notes.map(({ text }) => html`<li>${text}</li>`);
  return html`<div class="not-graded"><strong>Not graded</strong><ul>${notes}</ul></div>`;
}

const tile = (title: string, value: string, note: string): Html =>
  html`<div class="tile"><h2>${title}</h2><p class="value">${value}</p><p class="note">${note}</p></div>`;

const scoreText = (result: GradingResult): string => (result.score === null ? '–' : formatPoints(result.score));

export const shortDigest = (digest: string): string => digest.replace(/^sha256:/, '').slice(0, 12);

/** How many subjects lie in each tenth of the scale; extra credit counts to the last. */
function distribution(result: GradingResult): Html {
  const heights = Array.from({ length: bins }, () => 0);
  for (const { score, maxScore } of result.subjects) {
    const share = maxScore > 0 ? score / maxScore : 0;
    heights[Math.min(bins - 1, Math.max(0, Math.floor(share * bins)))]! += 1;
  }
  const most = Math.max(...heights);
  const bars = heights.map((number, index) => {
    const height = number === 0 ? 1 : Math.max(3, (40 * number) / most);
    const range = `${index * 10} to ${index * 10 + 10} %`;
    return html`<rect x="${index * 12}" y="${40 - height}" width="10" height="${height}"><title>${range}: ${count(number, 'subject')}</title></rect>`;
  });
  const label = `Scores from 0 to 100 %, in tenths: ${heights.join(', ')} subjects`;
  return html`<div class="tile"><h2>Scores</h2><svg class="bars" viewBox="0 0 118 40" width="118" height="40" role="img" aria-label="${label}">${bars}</svg><p class="note">0 to 100 %</p></div>`;
}
