import { styleText } from 'node:util';
import { clip, printable } from '@gradewire/core/report';

type Terminal = { write(text: string): unknown; readonly columns?: number; readonly isTTY?: boolean };

export interface Progress {
  /** What is underway: on a terminal a line that is rewritten, elsewhere a line for each tenth of the work. */
  step(what: string, done: number, of: number): void;
  /** A line that stays. */
  say(line: string): void;
  end(): void;
}

export function progress(out: Terminal): Progress {
  let isShown = false;
  const clear = () => {
    if (isShown) out.write('\r\x1b[2K');
    isShown = false;
  };
  return {
    step(what, done, of) {
      const line = printable(`${what} ${done}/${of}`);
      if (out.isTTY) {
        clear();
        out.write(styleText('dim', clip(line, (out.columns || 80) - 1)));
        isShown = true;
      } else if (done === of || done % Math.max(1, Math.ceil(of / 10)) === 0) out.write(`${line}\n`);
    },
    say(line) {
      clear();
      out.write(`${printable(line)}\n`);
    },
    end: clear,
  };
}
