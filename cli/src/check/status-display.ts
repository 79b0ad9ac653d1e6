import { styleText } from 'node:util';
import { clip, printable } from '@gradewire/core/report';
import type { Submission } from './contracts.ts';
import { statusWords } from './status-words.ts';

export interface StatusDisplay {
  show(status: Submission): void;
  /** A line that stays. */
  say(line: string): void;
  /** Removes the line that is rewritten. */
  end(): void;
}

type Terminal = { write(text: string): unknown; readonly columns?: number; readonly isTTY?: boolean };

/** On a terminal one line that is rewritten; elsewhere a line for each phase. */
export function statusDisplay(out: Terminal): StatusDisplay {
  let shown = '';
  const clear = () => {
    if (out.isTTY && shown !== '') out.write('\r\x1b[2K');
  };
  return {
    show(status) {
      const { text, detail } = statusWords(status);
      const line = printable(out.isTTY ? text + detail : text);
      if (line === shown) return;
      clear();
      if (out.isTTY) out.write(styleText('dim', clip(line, (out.columns || 80) - 1)));
      else out.write(`${printable(text + detail)}\n`);
      shown = line;
    },
    say(line) {
      clear();
      shown = '';
      out.write(`${printable(line)}\n`);
    },
    end() {
      clear();
      shown = '';
    },
  };
}
