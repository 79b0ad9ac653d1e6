import type { Language } from '@gradewire/core';

/** The code of a source, without comments (which say nothing about what a program does) and empty lines. */
export function codeOf(language: Language, text: string): string {
  return withoutComments(language, text)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .join('\n');
}

function withoutComments(language: Language, text: string): string {
  if (language.id === 'jupyter') return withoutLineComments(notebookCode(text), '#');
  if (['python', 'ruby', 'perl'].includes(language.id)) return withoutLineComments(text, '#');
  if (language.id === 'lua') return withoutLineComments(withoutBlocks(text, '--[[', ']]'), '--');
  return withoutLineComments(withoutBlocks(text, '/*', '*/'), '//');
}

/** The code cells of a notebook, in order; nothing where it is not one. */
function notebookCode(text: string): string {
  try {
    const { cells } = JSON.parse(text) as { cells?: unknown };
    if (!Array.isArray(cells)) return '';
    return cells
      .filter((cell) => cell?.cell_type === 'code')
      .map((cell) => (Array.isArray(cell.source) ? cell.source.join('') : String(cell.source ?? '')))
      .join('\n');
  } catch {
    return '';
  }
}

/** In one pass over the text: a regular expression would take quadratic time on a file of opening marks. */
function withoutBlocks(text: string, open: string, close: string): string {
  let code = '';
  let at = 0;
  while (true) {
    const start = text.indexOf(open, at);
    const end = start < 0 ? -1 : text.indexOf(close, start + open.length);
    if (end < 0) return code + text.slice(at);
    code += `${text.slice(at, start)} `;
    at = end + close.length;
  }
}

function withoutLineComments(text: string, mark: string): string {
  return text
    .split('\n')
    .map((line) => {
      // A mark inside a word or a string (`"http://`, `$#argv`) does not count: a comment follows white space.
      for (let at = line.indexOf(mark); at >= 0; at = line.indexOf(mark, at + 1)) {
        if (at === 0 || line[at - 1] === ' ' || line[at - 1] === '\t' || line[at - 1] === ';') return line.slice(0, at);
      }
      return line;
    })
    .join('\n');
}
