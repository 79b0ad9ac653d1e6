import { styleText } from 'node:util';
import { clip, columns, printable } from '@gradewire/core/report';
import type { OnProgress, ProgressEvent } from '@gradewire/engine';
import { caseRounds, type Round } from './rounds.ts';

export interface ProgressDisplay {
  readonly onProgress: OnProgress;
  /** Removes the line that is rewritten; what follows starts on a clean one, and no event is shown any more. */
  end(): void;
}

type Terminal = { write(text: string): unknown; readonly columns?: number };
type Running = Map<string, number>;

/** Progress on a terminal: events that matter stay, one line at the bottom says what runs and how long it will take. */
export function liveProgress(out: Terminal): ProgressDisplay {
  const running: Running = new Map();
  const started = performance.now();
  const rounds = caseRounds();
  let phase = 'looking for programs';
  let shown = false;
  let over = false;

  const clear = () => {
    if (shown) out.write('\r\x1b[2K');
    shown = false;
  };
  const width = () => (out.columns || 80) - 1;
  const redraw = () => {
    clear();
    const round = rounds.now(performance.now());
    const head = `${elapsed(started)}  ${round ? roundWords(round) : phase}`;
    out.write(styleText('dim', clip(printable(head) + runningWords(running, width() - columns(head)), width())));
    shown = true;
  };
  const timer = setInterval(redraw, 500);
  timer.unref();

  return {
    onProgress(event) {
      if (over) return;
      const now = performance.now();
      const line = sentence(event);
      if (line !== undefined) {
        clear();
        out.write(`${paintLine(event, clip(printable(line), width()))}\n`);
      }
      follow(running, event, now);
      if (event.kind === 'discovered') phase = 'making images ready';
      if (event.kind === 'build-started') phase = 'building programs';
      if (event.kind === 'build-ended') phase = `building programs: ${event.done} of ${event.total} folders`;
      if (event.kind === 'case-started' && rounds.now(now) === undefined) phase = 'running the first cases';
      if (event.kind === 'case-ended') rounds.ended(event, now);
      redraw();
    },
    end() {
      over = true;
      clearInterval(timer);
      clear();
    },
  };
}

/** A small round is over before a line for each of its tenths could be read. */
const busiestMs = 1000;
/** No line for this long, though something runs: then a pipe is told so. */
const longestSilenceMs = 15_000;

/** Progress in a file or a pipe: a line per event that matters, one every so many cases, and one in a long silence. */
export function plainProgress(out: { write(text: string): unknown }): ProgressDisplay {
  const started = performance.now();
  const running: Running = new Map();
  const rounds = caseRounds();
  let told = { round: 0, tenths: 0, atMs: started };
  let over = false;
  const say = (line: string) => {
    told = { ...told, atMs: performance.now() };
    out.write(`${elapsed(started)}  ${printable(line)}\n`);
  };
  const timer = setInterval(() => {
    const now = performance.now();
    if (running.size === 0 || now - told.atMs < longestSilenceMs) return;
    const round = rounds.now(now);
    say(`${round ? roundWords(round) : 'still at work'}${runningWords(running, 100)}`);
  }, 1000);
  timer.unref();
  return {
    onProgress(event) {
      if (over) return;
      const now = performance.now();
      follow(running, event, now);
      const line = sentence(event);
      if (line !== undefined) say(line);
      if (event.kind !== 'case-ended') return;
      const round = rounds.ended(event, now);
      const tenths = Math.floor((10 * round.done) / round.total);
      const isNews = round.number > told.round || (tenths > told.tenths && now - told.atMs >= busiestMs);
      if (!isNews && round.done < round.total) return;
      told = { ...told, round: round.number, tenths };
      say(roundWords(round));
    },
    end() {
      over = true;
      clearInterval(timer);
    },
  };
}

function follow(running: Running, event: ProgressEvent, now: number): void {
  const toggle = (item: string, on: boolean) => (on ? running.set(item, now) : running.delete(item));
  if (event.kind === 'image' && event.event.phase !== 'step')
    toggle(`image ${event.event.image}`, event.event.phase === 'building');
  if (event.kind === 'build-started' || event.kind === 'build-ended') {
    toggle(event.subject, event.kind === 'build-started');
  }
  if (event.kind === 'case-started' || event.kind === 'case-ended') toggle(event.id, event.kind === 'case-started');
}

function sentence(event: ProgressEvent): string | undefined {
  switch (event.kind) {
    case 'discovered': {
      const missing = event.missing === 0 ? '' : `, ${event.missing} not found`;
      return `found ${count(event.subjects, 'folder')} with ${count(event.programs, 'program')}${missing}`;
    }
    case 'image':
      if (event.event.phase === 'step') return undefined;
      return `image ${event.event.image} ${event.event.phase === 'building' ? `is being built (once, ${event.event.text})` : `built in ${event.event.text}`}`;
    case 'build-ended':
      return event.failed.length > 0 ? `${event.failed.join(' and ')} could not be built` : undefined;
    case 'retry':
      return `${event.id} runs again after a fault of ours: ${event.reason}`;
    default:
      return undefined;
  }
}

function paintLine(event: ProgressEvent, line: string): string {
  if (event.kind === 'build-ended' || event.kind === 'retry') return styleText('yellow', line);
  return event.kind === 'image' ? styleText('dim', line) : line;
}

/** What cases come after this round is settled by what it shows: only then is their number known. */
function roundWords({ number, done, total, leftMs }: Round): string {
  const words = `round ${number}: ${done}/${total} cases`;
  if (number === 1 && done === total) return `${words}, others may follow from them`;
  if (leftMs === undefined) return words;
  const seconds = Math.ceil(leftMs / 1000);
  return `${words}, about ${seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`} left`;
}

/** The longest running first, and how long, once that is worth saying; as many as there is room for. */
function runningWords(running: Running, room: number): string {
  const now = performance.now();
  const items = [...running].map(([item, since]) => {
    const seconds = Math.floor((now - since) / 1000);
    return `  ${printable(item)}${seconds < 5 ? '' : ` (${seconds} s)`}`;
  });
  const fits: string[] = [];
  for (const [index, item] of items.entries()) {
    const rest = index < items.length - 1 ? 9 : 0;
    if (columns(fits.join('') + item) + rest > room) break;
    fits.push(item);
  }
  const more = items.length - fits.length;
  return fits.join('') + (more > 0 ? `  and ${more} more` : '');
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}

function elapsed(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1).padStart(6)} s`;
}
