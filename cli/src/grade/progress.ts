import { styleText } from 'node:util';
import type { OnProgress, ProgressEvent } from '@gradewire/engine';
import { clip, printable } from '../show/printable.ts';

export interface ProgressDisplay {
  readonly onProgress: OnProgress;
  /** Removes the line that is rewritten; what follows starts on a clean one. */
  end(): void;
}

/** Progress on a terminal: events that matter stay, one line at the bottom says what runs and how long it will take. */
export function liveProgress(out: NodeJS.WriteStream): ProgressDisplay {
  const running = new Set<string>();
  const started = performance.now();
  let cases = { done: 0, total: 0, sinceMs: 0 };
  let phase = 'looking for programs';
  let shown = false;

  const clear = () => {
    if (shown) out.write('\r\x1b[2K');
    shown = false;
  };
  const redraw = () => {
    clear();
    const counted = cases.total > 0 ? `${cases.done}/${cases.total} cases${left(cases)}` : phase;
    const line = `${elapsed(started)}  ${counted}  ${[...running].join('  ')}`;
    out.write(styleText('dim', clip(printable(line), (out.columns ?? 80) - 1)));
    shown = true;
  };
  const say = (line: string) => {
    clear();
    out.write(`${line}\n`);
  };
  const timer = setInterval(redraw, 500);
  timer.unref();

  return {
    onProgress(event) {
      const line = sentence(event);
      if (line !== undefined) say(clip(printable(line), (out.columns ?? 80) - 1));
      if (event.kind === 'image' && event.event.phase !== 'step')
        toggle(running, event.event.image, event.event.phase === 'building');
      if (event.kind === 'build-started' || event.kind === 'build-ended') {
        phase = 'building programs';
        toggle(running, event.subject, event.kind === 'build-started');
      }
      if (event.kind === 'case-started') running.add(event.id);
      if (event.kind === 'case-ended') {
        running.delete(event.id);
        cases = { done: event.done, total: event.total, sinceMs: cases.sinceMs || performance.now() };
      }
      redraw();
    },
    end() {
      clearInterval(timer);
      clear();
    },
  };
}

/** Progress in a file or a pipe: a line per event that matters, and one every so many cases. */
export function plainProgress(out: { write(text: string): unknown }): ProgressDisplay {
  const started = performance.now();
  let tenths = 0;
  return {
    onProgress(event) {
      let line = sentence(event);
      if (event.kind === 'case-ended') {
        const now = Math.floor((10 * event.done) / event.total);
        if (now > tenths) line = `${event.done}/${event.total} cases`;
        tenths = Math.max(tenths, now);
      }
      if (line !== undefined) out.write(`${elapsed(started)}  ${printable(line)}\n`);
    },
    end() {},
  };
}

function sentence(event: ProgressEvent): string | undefined {
  switch (event.kind) {
    case 'discovered': {
      const missing = event.missing === 0 ? '' : `, ${event.missing} not found`;
      return `found ${count(event.subjects, 'folder')} with ${count(event.programs, 'program')}${missing}`;
    }
    case 'image':
      if (event.event.phase === 'step') return undefined;
      return `image ${event.event.image} ${event.event.phase === 'building' ? 'is being built (once)' : `built in ${event.event.text}`}`;
    case 'build-ended':
      return event.failed.length > 0 ? `${event.failed.join(' and ')} could not be built` : undefined;
    case 'retry':
      return `${event.id} runs again after a fault of ours: ${event.reason}`;
    default:
      return undefined;
  }
}

function toggle(set: Set<string>, item: string, on: boolean): void {
  if (on) set.add(item);
  else set.delete(item);
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}

function elapsed(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1).padStart(6)} s`;
}

function left({ done, total, sinceMs }: { done: number; total: number; sinceMs: number }): string {
  if (done < 5 || done === total) return '';
  const seconds = (((performance.now() - sinceMs) / done) * (total - done)) / 1000;
  return `, about ${seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`} left`;
}
