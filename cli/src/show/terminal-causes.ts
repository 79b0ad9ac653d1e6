import type { GradingResult } from '@gradewire/core';
import {
  blamedWords,
  type Cause,
  causesOf,
  clip,
  clipMiddle,
  columns,
  count,
  lostWords,
  onlyFollows,
  pad,
  placesWords,
  printable,
  printableLines,
  sumWords,
  wrap,
} from '@gradewire/core/report';
import type { Paint } from './paint.ts';

const indent = '   ';
const logLines = 5;
/** So many programs with the same fault share an entry, a line each: a class has many folders without a README. */
const fewestShared = 3;
const widestBlamed = 24;

/** Each cause once, the dearest first, with the places where it shows; the same fault of many programs is one entry. */
export function renderCauses(result: GradingResult, paint: Paint, width: number): string[] {
  const causes = causesOf(result);
  if (causes.length === 0) return [];
  const sum = (group: readonly Cause[]) => group.reduce((points, cause) => points + cause.lostPoints, 0);
  const groups = [...Map.groupBy(causes, (cause) => cause.code).values()]
    .flatMap((group) => (group.length >= fewestShared && !hasLog(result, group) ? [group] : group.map((one) => [one])))
    .sort((a, b) => Number(onlyFollows(a[0]!)) - Number(onlyFollows(b[0]!)) || sum(b) - sum(a));
  const heading = `What fails and why (${count(groups.length, 'cause')}, the dearest first)`;
  const lines = wrap(heading, width).map((line) => paint('bold', line));
  groups.forEach((group, index) => {
    const [first, ...more] = group;
    if (first === undefined) return;
    const entry = more.length === 0 ? renderCause(result, first, index + 1, paint, width) : undefined;
    lines.push('', ...(entry ?? renderGroup(result, group, index + 1, paint, width)));
  });
  return lines;
}

function renderCause(result: GradingResult, cause: Cause, number: number, paint: Paint, width: number): string[] {
  const inner = width - indent.length;
  const indented = (text: string) => wrap(text, inner).map((line) => indent + line);
  const places = placesWords(cause, result.matrix).map(printable).join('; ');
  return [
    ...heading(`${number}. ${blamedWords(cause)} · ${lostWords(cause)} · ${cause.code}`, [cause], paint, width),
    ...indented(printable(cause.text)),
    ...indented(places).map((line) => paint('dim', line)),
    ...buildLog(result, cause)
      .map((line) => indent + clip(`| ${line}`, inner))
      .map((line) => paint('dim', line)),
  ];
}

/** The sentence once, then a line per program: where it shows or, where the sentences differ, what is said of it. */
function renderGroup(result: GradingResult, group: readonly Cause[], number: number, paint: Paint, width: number) {
  const nameless = ({ text, subjects }: Cause) => [...subjects].reduce((rest, id) => rest.replaceAll(id, ''), text);
  const isOneSentence = new Set(group.map(nameless)).size === 1;
  const rows = group.map((cause) => ({
    name: clipMiddle(printable(blamedWords(cause)), widestBlamed),
    lost: lostWords(cause),
    text: printable(isOneSentence ? placesWords(cause, result.matrix).join('; ') : cause.text),
  }));
  const nameWidth = Math.max(...rows.map(({ name }) => columns(name)));
  const lostWidth = Math.max(...rows.map(({ lost }) => columns(lost)));
  const title = `${number}. ${count(group.length, 'time')} ${group[0]!.code} · ${sumWords(group)}`;
  const lines = rows.map(
    ({ name, lost, text }) => `${indent}${pad(name, nameWidth)}  ${pad(lost, lostWidth)}  ${text}`,
  );
  // One sentence in full: what to do about it stands at its end.
  const example = isOneSentence || lines.some((line) => columns(line) > width) ? printable(group[0]!.text) : '';
  return [
    ...heading(title, group, paint, width),
    ...wrap(example, width - indent.length).map((line) => indent + line),
    ...lines.map((line) => paint('dim', clip(line.trimEnd(), width))),
  ];
}

function heading(text: string, causes: readonly Cause[], paint: Paint, width: number): string[] {
  const costs = causes.some(({ lostPoints }) => lostPoints > 0);
  return wrap(printable(text), width).map((line) => paint(costs ? ['bold', 'red'] : 'bold', line));
}

const hasLog = (result: GradingResult, group: readonly Cause[]): boolean =>
  group.some((cause) => buildLog(result, cause).length > 0);

/** The end of the build log, where that is the fault; what only follows from it has no need of the log again. */
function buildLog(result: GradingResult, cause: Cause): string[] {
  if (cause.code !== 'build-failed') return [];
  const isBlamed = (id: string) => cause.blamed.some((blamed) => id === blamed || id.startsWith(`${blamed}/`));
  const program = result.programs.find(({ id, outcome }) => outcome === 'build-failed' && isBlamed(id));
  if (!program) return [];
  const log = printableLines(program.log).filter((line) => line.trim() !== '');
  return [printable(program.command), ...log.slice(-logLines)];
}
