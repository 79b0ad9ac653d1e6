import type { CaseResult, GradingResult } from '@gradewire/core';
import { cellAt, cellMark, formatPoints, kindWords, outcomeWords, pairCaseId, printable } from '@gradewire/core/report';
import { caseKey } from './html-links.ts';
import { type ReplayPlace, replayOf } from './replay.ts';

/** Above this many cases the page leaves out what passed pairs sent, so that it still opens on a phone. */
const mostCasesInFull = 5000;

/** What the panel shows of a case; its script puts it into the page as text, never as HTML. */
interface PanelCase {
  readonly title: string;
  readonly state: string;
  readonly verdict: string;
  readonly facts: readonly (readonly [string, string])[];
  readonly feedback: readonly { readonly code: string; readonly text: string }[];
  readonly evidence: readonly { readonly title: string; readonly lines: readonly string[] }[];
  readonly drawings: readonly { readonly title: string; readonly svg: string }[];
  readonly leftOut: boolean;
}

/** Case key and what to show of it, as pairs: an id may be any string. */
export function panelData(result: GradingResult, replay?: ReplayPlace): [string, PanelCase][] {
  const cases = new Map(result.cases.map((graded) => [graded.id, graded]));
  const shown = new Map<string, PanelCase>();
  const brief = result.cases.length > mostCasesInFull;
  for (const client of result.matrix.clients) {
    for (const server of result.matrix.servers) {
      const id = pairCaseId({ client, server });
      const cell = cellAt(result.matrix, client, server);
      const mark = cellMark(cell);
      const facts: [string, string][] = cell
        ? [
            ['First client', outcomeWords[cell.firstClient]],
            ['Second client', outcomeWords[cell.secondClient]],
          ]
        : [];
      const title = printable(`${client} client with ${server} server`);
      shown.set(id, panelCase(title, mark.kind, mark.words, facts, cases.get(id), brief, replay));
    }
  }
  for (const graded of result.cases) {
    if (shown.has(graded.id)) continue;
    const { outcome, blame } = graded;
    const good = outcome === 'passed' || outcome === 'not-run';
    const verdict = good || blame === null ? outcomeWords[outcome] : `${outcomeWords[outcome]}, ${kindWords[blame]}`;
    const title = printable(`${graded.subject}: ${graded.title}`);
    shown.set(graded.id, panelCase(title, good ? outcome : (blame ?? 'none'), verdict, [], graded, brief, replay));
  }
  return [...shown].map(([id, each]) => [caseKey(id), each]);
}

function panelCase(
  title: string,
  state: string,
  verdict: string,
  facts: readonly (readonly [string, string])[],
  graded: CaseResult | undefined,
  brief: boolean,
  replay: ReplayPlace | undefined,
): PanelCase {
  const again = graded && replay && replayOf(graded, replay);
  const leftOut = brief && graded?.outcome === 'passed';
  const metrics = Object.entries(graded?.metrics ?? {}).map(
    ([name, value]) => [printable(name), formatPoints(value)] as const,
  );
  const ofCase: (readonly [string, string])[] = graded
    ? [
        ...(graded.maxPoints > 0
          ? [['Points', `${formatPoints(graded.points)} of ${formatPoints(graded.maxPoints)}`] as const]
          : []),
        ['Took', `${formatPoints(graded.durationMs)} ms`],
        ...metrics,
        ...(again === undefined
          ? []
          : [
              [
                replay?.result === undefined ? 'Run it again, after --json result.json' : 'Run it again',
                printable(again),
              ] as const,
            ]),
        ...(graded.artefacts.length > 0 ? [['Artefacts', printable(graded.artefacts.join(', '))] as const] : []),
      ]
    : [];
  return {
    title,
    state,
    verdict,
    facts: [...facts, ...ofCase],
    feedback: (graded?.feedback ?? []).map(({ code, text }) => ({ code: printable(code), text: printable(text) })),
    evidence: leftOut
      ? []
      : (graded?.evidence ?? []).map((each) => ({ title: printable(each.title), lines: each.lines.map(printable) })),
    drawings: (graded?.drawings ?? []).map(({ title, svg }) => ({ title: printable(title), svg })),
    leftOut,
  };
}
