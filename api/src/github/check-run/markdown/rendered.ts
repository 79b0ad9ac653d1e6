import MarkdownIt from 'markdown-it';

/** For tests: what of a Markdown text does something, other than being read. */
export interface Rendered {
  readonly links: readonly string[];
  /** Pictures, HTML, and what GitHub would make of the text afterwards: mentions, references, addresses, commits. */
  readonly live: readonly string[];
  /** All that is read, in order, code included. */
  readonly words: string;
  /** Kinds of blocks, such as `fence` and `table_open`, in order. */
  readonly blocks: readonly string[];
}

const parser = new MarkdownIt({ html: true, linkify: true });
// It would take `client.rs` for an address in Serbia, which GitHub does not.
parser.linkify.set({ fuzzyLink: false, fuzzyEmail: true });

const looksLive: readonly [string, RegExp][] = [
  ['mention', /@[\p{L}\p{N}_-]/u],
  ['issue', /#\d/],
  ['issue', /GH-\d/i],
  ['advisory', /GHSA-\w|CVE-\d/i],
  ['address', /:\/\//],
  ['address', /www\./i],
  ['commit', /[0-9a-f]{7}/i],
  ['emoji', /:[\w+-]+:/],
];
const obeyed = /[\p{Cc}\p{Bidi_Control}]/u;

export function rendered(markdown: string): Rendered {
  const links: string[] = [];
  const live: string[] = [];
  const words: string[] = [];
  const blocks: string[] = [];
  for (const line of markdown.split('\n')) if (obeyed.test(line)) live.push(`control: ${JSON.stringify(line)}`);
  for (const token of parser.parse(markdown, {})) {
    blocks.push(token.type);
    if (token.type === 'html_block') live.push(`html: ${token.content}`);
    if (token.type === 'fence' || token.type === 'code_block') words.push(token.content);
    if (token.type === 'code_block') live.push(`indented code: ${token.content}`);
    for (const child of token.children ?? []) {
      if (child.type === 'link_open') links.push(String(child.attrGet('href')));
      else if (child.type === 'image') live.push(`image: ${child.attrGet('src')}`);
      else if (child.type === 'html_inline') live.push(`html: ${child.content}`);
      else if (child.type === 's_open') live.push('struck through');
      else if (child.type === 'code_inline') words.push(child.content);
      else if (child.type === 'text') {
        words.push(child.content);
        for (const [what, format] of looksLive) {
          if (format.test(child.content)) live.push(`${what}: ${child.content}`);
        }
      }
    }
  }
  return { links, live, words: words.join(''), blocks };
}
