import { stripVTControlCharacters } from 'node:util';
import { printable, printableLines } from '@gradewire/core/report';

/** Bytes of text as UTF-8, which is what GitHub's limits count. */
export const bytesOf = (text: string): number => Buffer.byteLength(text);

/**
 * One line of at most `most` characters that shows what is in it and does nothing: colours dropped, white space run
 * together, control and bidirectional characters as escapes, accents not piled up. Not yet safe as Markdown.
 */
export function plainLine(text: string, most: number): string {
  const flat = stripVTControlCharacters(text.slice(0, most * 8)).replace(/\s+/gu, ' ');
  return clipped(unpiled(printable(flat.trim())), most);
}

/** As `plainLine`, line by line: the first `mostLines` ones. */
export function plainLines(text: string, mostLines: number, most: number): string[] {
  const lines = printableLines(text.slice(0, mostLines * most * 8));
  return lines.slice(0, mostLines).map((line) => clipped(unpiled(line), most));
}

/**
 * For fields that are not Markdown: titles of check runs, descriptions of commit statuses. GitHub refuses characters
 * beyond the basic plane in some of them.
 */
export function plainTitle(text: string, most: number): string {
  return plainLine(text.replace(/[\u{10000}-\u{10ffff}]/gu, '\ufffd'), most);
}

/** The longest beginning of at most `limit` bytes that ends between two characters. */
export function cutBytes(text: string, limit: number): string {
  if (bytesOf(text) <= limit) return text;
  const bytes = Buffer.from(text).subarray(0, Math.max(0, limit));
  // A character that was cut in the middle decodes to a replacement character, which must not count as the student's.
  return new TextDecoder().decode(bytes, { stream: true });
}

const unpiled = (text: string): string => text.replace(/(\p{M}{3})\p{M}+/gu, '$1');

function clipped(text: string, most: number): string {
  if (text.length <= most) return text;
  const kept = text.slice(0, Math.max(0, most - 1)).replace(/[\ud800-\udbff]$/, '');
  return `${kept}…`;
}
