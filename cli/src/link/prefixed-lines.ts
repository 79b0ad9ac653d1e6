import { printableLines } from '@gradewire/core/report';

export interface LineWriter {
  take(bytes: Uint8Array): void;
  /** What was not ended by a newline. */
  end(): void;
}

/** A line without an end is cut here. */
const longestLine = 16 * 1024;
const newline = 0x0a;

/**
 * Writes whole lines of a program's output, each behind the prefix: two programs that share a terminal are told apart,
 * and neither can make it do anything.
 */
export function prefixedLines(prefix: string, write: (text: string) => void): LineWriter {
  let rest: Buffer = Buffer.alloc(0);
  const line = (bytes: Buffer) => {
    for (const text of printableLines(bytes.toString())) write(`${prefix}${text}\n`);
  };
  return {
    take(bytes) {
      rest = Buffer.concat([rest, bytes]);
      for (let at = rest.indexOf(newline); at >= 0; at = rest.indexOf(newline)) {
        line(rest.subarray(0, at + 1));
        rest = rest.subarray(at + 1);
      }
      while (rest.length >= longestLine) {
        line(rest.subarray(0, longestLine));
        rest = rest.subarray(longestLine);
      }
    },
    end() {
      if (rest.length > 0) line(rest);
      rest = Buffer.alloc(0);
    },
  };
}
