import { type ProcessEnd, type ProcessObservation, quote } from '@gradewire/core';
import * as judge from '../../judge/last-words.ts';
import { saysPythonTwo } from '../../judge/python-two-words.ts';

/** How a process ended, for people. */
export function describeEnd(end: ProcessEnd): string {
  switch (end.how) {
    case 'exited':
      return `exited with code ${end.code}`;
    case 'signalled':
      return `was ended by ${end.signal}`;
    case 'stopped':
      return 'was stopped when nothing more could come of it';
    case 'wall-limit':
      return 'was stopped at its time limit';
    case 'out-of-memory':
      return 'used more memory than it may';
    case 'output-limit':
      return 'printed more than 1 MiB';
    case 'not-started':
      return `could not be started (${end.reason})`;
    case 'not-run':
      return 'was not run';
  }
}

const stackTrace =
  /^Traceback \(most recent call last\)|^Exception in thread|^Unhandled exception|panicked at|^panic: |^goroutine \d+ |^\s+at [\w$.<>]+ ?\(|^terminate called|core dumped|Segmentation fault|^\w+\.rb:\d+:in /m;

/** It was ended by a signal of its own making, or by an exception that nobody caught. */
export function isCrash({ end, stderr, stdout }: ProcessObservation): boolean {
  if (end.how === 'signalled') return true;
  return end.how === 'exited' && end.code !== 0 && (stackTrace.test(stderr) || stackTrace.test(stdout));
}

/** Signs of a Python 2 program under Python 3. */
export function isPython2({ stderr, stdout }: ProcessObservation): boolean {
  return [stderr, stdout].some(saysPythonTwo);
}

/** It complains about how it was called. */
export function saysUsage({ stderr, stdout }: ProcessObservation): boolean {
  const complaint =
    /\busage\b|unrecogni[sz]ed|(unknown|invalid|illegal) (option|argument|flag)|requires an argument|not defined: -/i;
  return complaint.test(stderr) || complaint.test(stdout);
}

/** The last thing that it said, or of a crash what went wrong, quoted, and where; empty if it was silent. */
export function lastWords({ stderr, stdout }: ProcessObservation): string {
  const lines = [stdout, stderr].flatMap((text) => text.split(/\r?\n/)).filter((line) => line.trim() !== '');
  return judge.lastWords(stderr.trim() === '' ? stdout : stderr, lines.at(-1));
}

/** The last lines of an output, safe to show. */
export function lastLines(text: string, most: number): string[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  const shown = lines.slice(-most).map((line) =>
    quote(Buffer.from(line), 200)
      .replace(/^"|"(?=( …|$))/g, '')
      .replaceAll('\\"', '"'),
  );
  return lines.length > most ? [`… ${lines.length - most} lines before`, ...shown] : shown;
}
