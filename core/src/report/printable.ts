import { stripVTControlCharacters } from 'node:util';

// Cc: control characters; Cf: bidirectional overrides and other invisible ones; Cs: halves of surrogate pairs.
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;
// East Asian wide and emoji ranges of Unicode's EastAsianWidth.txt, coarsely.
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;

/** One line of text that a terminal shows and does not obey: what has no shape of its own is written as an escape. */
export function printable(text: string): string {
  return text.replace(invisible, (character) => {
    const code = character.codePointAt(0)!;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
}

/** Lines of a log: colours are dropped, tabs become spaces, everything else invisible is written as an escape. */
export function printableLines(text: string): string[] {
  return stripVTControlCharacters(text)
    .replace(/\r?\n$/, '')
    .split(/\r?\n/)
    .map((line) => printable(line.replaceAll('\t', '    ')));
}

/** Columns that printable text takes up on a terminal. */
export function columns(text: string): number {
  let width = 0;
  for (const character of text) {
    if (wide.test(character)) width += 2;
    else if (!/\p{M}/u.test(character)) width += 1;
  }
  return width;
}

/** Cuts text to `width` columns; what was cut leaves an ellipsis. */
export function clip(text: string, width: number): string {
  if (columns(text) <= width) return text;
  if (width < 1) return '';
  return `${firstColumns(text, width - 1)}…`;
}

/** As `clip`, but keeps both ends, where names of teams differ. */
export function clipMiddle(text: string, width: number): string {
  if (columns(text) <= width) return text;
  if (width < 3) return clip(text, width);
  const tail = Math.floor((width - 1) / 2);
  const reversed = [...text].reverse().join('');
  const end = [...firstColumns(reversed, tail)].reverse().join('');
  return `${firstColumns(text, width - 1 - tail)}…${end}`;
}

export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - columns(text)));
}

/** Breaks text at spaces into lines of at most `width` columns; a longer word is cut where it must be. */
export function wrap(text: string, width: number): string[] {
  const limit = Math.max(1, width);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').filter((part) => part !== '')) {
    let rest = word;
    if (line !== '' && columns(line) + 1 + columns(rest) <= limit) {
      line += ` ${rest}`;
      continue;
    }
    if (line !== '') lines.push(line);
    while (columns(rest) > limit) {
      const head = firstColumns(rest, limit) || [...rest][0]!;
      lines.push(head);
      rest = rest.slice(head.length);
    }
    line = rest;
  }
  if (line !== '') lines.push(line);
  return lines;
}

function firstColumns(text: string, width: number): string {
  let taken = '';
  let used = 0;
  for (const character of text) {
    used += columns(character);
    if (used > width) break;
    taken += character;
  }
  return taken;
}
