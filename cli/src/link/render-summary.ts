import { type LinkDirection, linkDirections, printTcNetem, type RealisedDirection, type Tally } from '@gradewire/core';
import { pad, printable } from '@gradewire/core/report';
import { endWords } from './ends.ts';
import { directionTitles } from './profile-text.ts';
import type { LinkSummary, ProgramSummary } from './summary.ts';

type Cells = readonly [title: string, ...cells: string[]];

/** The summary for people, a few lines. */
export function renderSummary(summary: LinkSummary): string {
  const { profile, link, capture, warnings } = summary;
  const lines = [
    '',
    `link ${profile.name}, seed ${profile.seed}, ${link.backend} ${link.version}`,
    ...table(rowsOf(summary)),
    ...lagLines(summary),
    '',
    `client  ${programWords(summary.client)}`,
    ...(summary.server ? [`server  ${programWords(summary.server)}`] : []),
    ...warnings.map((warning) => `note    ${printable(warning)}`),
    `capture ${printable(capture)}: open it in Wireshark; the column frame.comment says what befell each packet`,
  ];
  return `${lines.join('\n')}\n`;
}

function programWords(program: ProgramSummary): string {
  return `${endWords(program)}: ${printable(program.argv.join(' '))}`;
}

function table(rows: readonly Cells[]): string[] {
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) => `  ${row.map((cell, column) => pad(cell, widths[column]!)).join('  ')}`.trimEnd());
}

function rowsOf({ profile, directions, captured, link }: LinkSummary): Cells[] {
  const perDirection = (title: string, cell: (direction: LinkDirection) => string): Cells => [
    title,
    ...linkDirections.map(cell),
  ];
  const rows = [
    perDirection('', (direction) => directionTitles[direction]),
    perDirection('set', (direction) => printTcNetem(profile[direction]) || 'nothing'),
    perDirection('packets', (direction) => `${directions?.[direction].packets ?? captured[direction].sent}`),
  ];
  if (directions === null) return rows;
  for (const [title, cell] of effects) {
    const cells = linkDirections.map((direction) => cell(directions[direction]));
    if (cells.some((text) => text !== '0')) rows.push([title, ...cells]);
  }
  // The kernel keeps no count of these.
  if (link.backend === 'netem') {
    const asked = linkDirections.some((direction) => profile[direction].corrupt > 0 || profile[direction].reorder);
    if (asked) rows.push(perDirection('corrupted, reordered', () => 'not counted'));
  }
  return rows;
}

const effects: readonly (readonly [title: string, cell: (realised: RealisedDirection) => string])[] = [
  ['lost', ({ lost, tallies }) => share(lost, tallies.loss)],
  ['lost by a rule', ({ ruledOut }) => `${ruledOut}`],
  ['lost in a blackout', ({ blackedOut }) => `${blackedOut}`],
  ['lost, queue full', ({ limited }) => `${limited}`],
  ['duplicated', ({ duplicated, tallies }) => share(duplicated, tallies.duplicate)],
  ['corrupted', ({ corrupted, tallies }) => share(corrupted, tallies.corrupt)],
  ['corrupted visibly', ({ corruptedVisibly, tallies }) => share(corruptedVisibly, tallies.visible)],
  ['reordered', ({ reordered, tallies }) => share(reordered, tallies.reorder)],
];

/**
 * With how often it really happened and how often it should, where the profile asks for it. More were drawn than it
 * happened to where a rule, say, had ended a packet already.
 */
function share(count: number, tally: Tally | undefined): string {
  if (tally === undefined || tally.trials === 0) return `${count}`;
  const percent = (part: number) => `${Number((100 * part).toFixed(1))} %`;
  if (tally.hits !== count)
    return `${count} (drawn ${tally.hits} of ${tally.trials}, set to ${percent(tally.configured)})`;
  return `${count} (${percent(tally.hits / tally.trials)}, set to ${percent(tally.configured)})`;
}

function lagLines({ lagMs, captured }: LinkSummary): string[] {
  if (lagMs === null) return ['  how late the kernel sent packets is not measured'];
  if (linkDirections.every((direction) => captured[direction].sent === 0)) return [];
  const ms = (value: number) => `${value.toFixed(2)} ms`;
  return [`  half of the packets were sent at most ${ms(lagMs.p50)} late, 99 of 100 at most ${ms(lagMs.p99)}`];
}
