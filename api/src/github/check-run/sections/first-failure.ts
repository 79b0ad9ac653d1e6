import type { CaseResult } from '@gradewire/core';
import { count, replayCommand } from '@gradewire/core/report';
import { fence } from '../markdown/fence.ts';
import type { Block } from '../markdown/fit.ts';
import { link, prose } from '../markdown/inline.ts';
import type { OwnPart } from '../own-part.ts';
import type { ReportLinks, SeenResult } from '../report-context.ts';

const isWire = ({ title }: CaseResult['evidence'][number]) => title.endsWith('On the wire');

/**
 * The case to look at first: of the dearest cause that left anything to look at, if possible one that can be run at home
 * and has packets to show.
 */
export function firstFailure({ causes, cases }: OwnPart): CaseResult | undefined {
  const own = new Set(cases);
  const isOpen = (one: CaseResult) => own.has(one) && one.outcome !== 'passed' && one.evidence.length > 0;
  const ofCause = causes.find((cause) => cause.cases.some(isOpen))?.cases.filter(isOpen) ?? [];
  const rank = (one: CaseResult) =>
    (needsOthers(one) ? 4 : 0) + (one.evidence.some(isWire) ? 0 : 2) + (isPair(one) ? 1 : 0);
  return ofCause.toSorted((one, other) => rank(one) - rank(other))[0];
}

/** A pair needs the other side's folder, unless the hand-in is both sides. */
function needsOthers(one: CaseResult): boolean {
  return isPair(one) && !one.id.endsWith(`/${one.subject}/${one.subject}`);
}

const isPair = ({ id }: CaseResult): boolean => /^(pair|weather)\//.test(id);

/** What was on the wire in it, as the ladder diagram or the transcript; what the programs said; how to see it again. */
export function failureBlocks(result: SeenResult, graded: CaseResult, links: ReportLinks, folder: string): Block[] {
  const heading = [
    `### First failure: ${prose(graded.id, 160)}`,
    prose(graded.title),
    ...graded.feedback.slice(0, 3).map(({ text }) => prose(text)),
  ];
  const wires = graded.evidence.filter(isWire);
  const others = graded.evidence.filter((one) => !isWire(one));
  return [
    { rank: 3, name: 'the first failure', forms: [heading.join('\n\n')] },
    ...replayBlock(result, graded, links, folder),
    ...wires.map((one) => evidenceBlock(one, 3)),
    ...others.map((one) => evidenceBlock(one, 7)),
  ];
}

function evidenceBlock({ title, lines }: CaseResult['evidence'][number], rank: number): Block {
  const form = (most: number) => `${prose(title, 200)} (${count(lines.length, 'line')}):\n\n${fence(lines, most)}`;
  return { rank, name: 'evidence', forms: [form(120), form(40), form(10)] };
}

/** The command for a shell. None where that takes more than the hand-in, or a name could be more than a word. */
function replayBlock({ seed }: SeenResult, graded: CaseResult, { result }: ReportLinks, folder: string): Block[] {
  const command = replayCommand(graded.id, folder === '' ? '.' : `./${folder}`);
  if (needsOthers(graded) || command === undefined) return [];
  const other = seed === undefined ? ' --seed 1' : '';
  const words = [
    `Watch it at home${result === null ? '' : `, with ${link('result.json', result)} beside it`}:`,
    ...(seed === undefined
      ? ['The seed is told when nobody can hand in any more; with another one there is other weather of the same kind.']
      : []),
  ];
  return [{ rank: 3, name: 'the replay command', forms: [`${words.join(' ')}\n\n${fence([command + other], 1)}`] }];
}
