import { plainLine } from '../plain.ts';

/** Zero-width space: unseen, and what it stands in is no name, number or address to GitHub any more. */
const gap = '\u200b';

const mostProse = 600;
const mostCode = 200;

/**
 * Text of anybody's as a part of a line of Markdown, which shows it and makes nothing of it: no markup, HTML, picture or
 * link, nobody is mentioned, and no issue, commit or address is referred to. It may stand in a table's cell. Of an empty
 * text, a dash.
 */
export function prose(text: string, most = mostProse): string {
  const line = plainLine(text, most);
  return line === '' ? '–' : asMarkdown(unlinked(line));
}

/** What GitHub looks for in text after rendering, where no escape helps: each gets a gap in it. A colon of ours may follow. */
export function unlinked(line: string): string {
  return line
    .replace(/(?<=\S)@/g, `${gap}@`)
    .replaceAll('@', `@${gap}`)
    .replace(/#(?=\d)/g, `#${gap}`)
    .replace(/(GHSA-|(GH|CVE)-(?=\d))/gi, (found) => found + gap)
    .replaceAll('://', `:${gap}//`)
    .replace(/(?:mailto|xmpp):/gi, (found) => found + gap)
    .replace(/www\./gi, (found) => `${found.slice(0, 3)}${gap}.`)
    .replace(/:(?=[\w+-]+(?::|$))/g, `:${gap}`)
    .replace(/[0-9a-f]{7,}/gi, (digits) => digits.replace(/.{6}(?=.)/g, `$&${gap}`));
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '|': '&#124;' };

function asMarkdown(line: string): string {
  return (
    line
      .replace(/[\\`*_[\]{}~$]/g, '\\$&')
      .replace(/[&<>|]/g, (character) => entities[character]!)
      // What begins a heading, a list, a rule or an underline where it stands first in its line.
      .replace(/^[-+=#:]/, '\\$&')
      .replace(/^(\d+)([.)])/, '$1\\$2')
  );
}

/** Text of anybody's as it is, in a code span. Not for a table's cell: a bar in it would end the cell. */
export function codeSpan(text: string, most = mostCode): string {
  const line = plainLine(text, most);
  if (line === '') return '';
  const fence = '`'.repeat(longestRun(line, '`') + 1);
  const space = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${space}${line}${space}${fence}`;
}

/** A link of ours. Throws where `href` is no absolute http(s) address. */
export function link(words: string, href: string): string {
  const url = new URL(href);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new TypeError(`${url.protocol} is no web address`);
  return `[${prose(words)}](<${url.href.replaceAll('<', '%3C').replaceAll('>', '%3E').replaceAll('\\', '%5C')}>)`;
}

/** How often `character` stands in a row at most. */
export function longestRun(text: string, character: string): number {
  let longest = 0;
  let run = 0;
  for (const one of text) {
    run = one === character ? run + 1 : 0;
    if (run > longest) longest = run;
  }
  return longest;
}
