import type { CaseResult, GradingResult, ProgramResult, RubricLine, SubjectResult } from '@gradewire/core';
import { formatPoints, formatScore, isLost, lostLines, printableLines } from '@gradewire/core/report';
import { type Html, html } from './html-escape.ts';
import { caseLink, subjectAnchor } from './html-links.ts';
import { scoreBar } from './html-scores.ts';

const mostLinks = 12;

export type CasesById = ReadonlyMap<string, CaseResult>;

/** All that a student wants to know of one subject. */
export function renderSubject(result: GradingResult, subject: SubjectResult, cases: CasesById): Html {
  const programs = result.programs.filter((program) => program.id === `${subject.id}/${program.role}`);
  const open = result.subjects.length === 1 ? html` open` : null;
  const folder = subject.folder === subject.id ? null : html`<span class="quiet">folder ${subject.folder}</span> `;
  const filter = `${subject.id} ${subject.language ?? ''}`.toLowerCase();
  return html`<details class="subject" id="${subjectAnchor(subject.id)}" data-filter="${filter}"${open}><summary><span class="name">${subject.id}</span> <span class="quiet">${subject.language ?? 'language unknown'}</span> ${folder}<span class="number">${formatScore(result, subject)}${scoreBar(result, subject)}</span></summary>
<div class="body">${renderFirst(subject)}
<div class="scroll"><table class="rubric"><thead><tr><th scope="col">Rubric line</th><th scope="col">Points</th><th scope="col">Why, and the cases behind it</th></tr></thead>
<tbody>${subject.lines.map((line) => renderLine(line, cases))}</tbody></table></div>
${subject.notes.length === 0 ? null : html`<h4>Notes</h4><ul>${subject.notes.map((note) => html`<li>${note.text} <code class="chip">${note.code}</code></li>`)}</ul>`}
${programs.length === 0 ? null : html`<h4>Programs</h4>${programs.map(renderProgram)}`}
</div></details>
`;
}

/** The reasons of lost points, each once, the dearest first. */
function renderFirst(subject: SubjectResult): Html {
  const points = new Map<string, { text: string; lost: number }>();
  for (const line of lostLines(subject)) {
    const reason = line.reasons[0] ?? { code: line.id, text: line.title };
    const entry = points.get(reason.code) ?? { text: reason.text, lost: 0 };
    entry.lost += line.maxPoints - line.points;
    points.set(reason.code, entry);
  }
  if (points.size === 0) return html`<p class="first">Nothing to mend: no automatic point is lost.</p>`;
  const entries = [...points.values()].sort((a, b) => b.lost - a.lost);
  return html`<div class="first"><h4>Mend first</h4><ol>${entries.map(
    ({ text, lost }) => html`<li><b class="loss">−${formatPoints(lost)}</b> ${text}</li>`,
  )}</ol></div>`;
}

function renderLine(line: RubricLine, cases: CasesById): Html {
  const kind = { automatic: null, 'by-hand': 'given by hand', extra: 'extra credit' }[line.kind];
  const points = line.kind === 'by-hand' ? `open / ${formatPoints(line.maxPoints)}` : pointsText(line);
  return html`<tr class="${isLost(line) ? 'lost' : 'kept'}"><th scope="row">${line.title}${kind === null ? null : html` <span class="tag">${kind}</span>`}</th><td class="number">${points}</td><td>${line.reasons.map((reason) => html`<p>${reason.text} <code class="chip">${reason.code}</code></p>`)}${renderCases(line, cases)}</td></tr>
`;
}

const pointsText = (line: RubricLine): string => {
  const sign = line.kind === 'extra' && line.points > 0 ? '+' : '';
  return `${sign}${formatPoints(line.points)} / ${formatPoints(line.maxPoints)}`;
};

/** Links to what did not pass; of many passed cases only how many there are. */
function renderCases(line: RubricLine, cases: CasesById): Html {
  const passed = line.cases.filter((id) => cases.get(id)?.outcome === 'passed');
  const other = line.cases.filter((id) => cases.get(id)?.outcome !== 'passed');
  const few = line.cases.length <= mostLinks;
  const links = [...other, ...(few ? passed : [])].map((id) => html`<li>${caseLink(id, cases.get(id))}</li>`);
  const rest = few || passed.length === 0 ? null : html`<li class="quiet">✔ ${passed.length} passed</li>`;
  if (links.length <= mostLinks) return html`<ul class="links">${links}${rest}</ul>`;
  return html`<details class="where"><summary>${other.length} of ${line.cases.length} did not pass</summary><ul class="links">${links}${rest}</ul></details>`;
}

function renderProgram(program: ProgramResult): Html {
  const words = { built: 'built', 'build-failed': 'build failed', missing: 'not found' }[program.outcome];
  const command = program.command === '' ? null : html`<p><code class="command">${program.command}</code></p>`;
  const lines = program.log === '' ? [] : printableLines(program.log);
  const open = program.outcome === 'build-failed' ? html` open` : null;
  const log =
    lines.length === 0
      ? null
      : html`<details${open}><summary>Build log (${lines.length === 1 ? '1 line' : `${lines.length} lines`})</summary><pre>${lines.map((line) => html`${line}\n`)}</pre></details>`;
  return html`<div class="program"><p><strong>${program.role}</strong> <span class="tag ${program.outcome}">${words}</span></p>${command}${log}</div>`;
}
