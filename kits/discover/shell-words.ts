/**
 * Splits a command line into words as POSIX shells do (XCU 2.2, quoting), without any expansion. Returns the reason
 * as a text where it is not one command: an open quote, or an operator that only a shell could carry out.
 */
export function shellWords(line: string): string[] | { readonly problem: string } {
  const found: string[] = [];
  let word: string | undefined;
  let quote: '"' | "'" | undefined;
  for (let at = 0; at < line.length; at++) {
    const character = line[at]!;
    if (quote !== undefined) {
      const next = line[at + 1];
      if (character === quote) quote = undefined;
      else if (character === '\\' && quote === '"' && next !== undefined && '"\\$`'.includes(next)) word += line[++at]!;
      else word += character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= '';
    } else if (character === '\\') {
      if (at + 1 === line.length) return { problem: 'it ends with a backslash' };
      word = (word ?? '') + line[++at]!;
    } else if (/\s/.test(character)) {
      if (word !== undefined) found.push(word);
      word = undefined;
    } else if ('|&;<>()$`'.includes(character)) {
      return { problem: `"${character}" needs a shell: write sh -c '…' around the command` };
    } else {
      word = (word ?? '') + character;
    }
  }
  if (quote !== undefined) return { problem: `the quote ${quote} is never closed` };
  if (word !== undefined) found.push(word);
  return found;
}
