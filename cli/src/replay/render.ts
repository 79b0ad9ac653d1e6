import type { CaseResult } from '@gradewire/core';
import { printable } from '@gradewire/core/report';
import type { Replayed } from './replay.ts';

/** Recorded and new verdicts one below the other, and why the first replay that did not pass did not. Ends with a newline. */
export function renderReplay({ caseId, seed, link, recorded, replays, same, capture }: Replayed): string {
  const width = `replay ${replays.length}`.length;
  const row = (name: string, one: CaseResult) => `  ${name.padEnd(Math.max(8, width))}  ${verdict(one)}`;
  const names = replays.map((_, i) => (replays.length === 1 ? 'replay' : `replay ${i + 1}`));
  const shown = replays.find(({ outcome }) => outcome !== 'passed') ?? replays[0]!;
  return [
    `${caseId}, seed ${seed}, over the ${link}`,
    row('recorded', recorded),
    ...replays.map((one, i) => row(names[i]!, one)),
    replays.length === 1
      ? `The outcome is ${same === 1 ? 'the recorded one' : 'another one than recorded'}.`
      : `${same} of ${replays.length} times the recorded outcome.`,
    ...shown.feedback.flatMap(({ text }) => ['', text]),
    ...shown.evidence.flatMap(({ title, lines }) => ['', title, ...lines.map((line) => `  | ${line}`)]),
    '',
    capture === null ? 'Nothing crossed a link: no capture.' : `capture: ${capture}`,
  ]
    .map((line) => `${printable(line)}\n`)
    .join('');
}

/** `failed, fault of the client (bytes-missing), 1.2 s` */
function verdict({ outcome, blame, feedback, durationMs }: CaseResult): string {
  const whose = blame === null ? '' : `, fault of ${blame === 'both' ? 'both' : `the ${blame}`}`;
  const codes = [...new Set(feedback.map(({ code }) => code))].join(', ');
  return `${outcome}${whose}${codes === '' ? '' : ` (${codes})`}, ${(durationMs / 1000).toFixed(1)} s`;
}
