/**
 * Comments, string and character literals of a language with C's syntax, each replaced by one space; one that is never
 * closed, to the end of the text (of the line, for a string in one line). One pass: the text may be anything.
 */
export function withoutCommentsAndStrings(text: string): string {
  const openings = /\/\/|\/\*|"""|"|'(?:[^'\\\n]|\\(?:u[0-9a-fA-F]{4}|.))'/g;
  let code = '';
  let at = 0;
  for (let found = openings.exec(text); found !== null; found = openings.exec(text)) {
    code += `${text.slice(at, found.index)} `;
    at = endOf(text, found[0], found.index);
    openings.lastIndex = at;
  }
  return code + text.slice(at);
}

/** Where the comment or literal ends that opens at `start`. */
function endOf(text: string, opening: string, start: number): number {
  const from = start + opening.length;
  const behind = (mark: string, length: number) => {
    const found = text.indexOf(mark, from);
    return found < 0 ? text.length : found + length;
  };
  if (opening === '//') return behind('\n', 0);
  if (opening === '/*') return behind('*/', 2);
  if (opening === '"""') return behind('"""', 3);
  if (opening !== '"') return from;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '"') return at + 1;
    if (text[at] === '\n') return at;
    if (text[at] === '\\' && text[at + 1] !== '\n') at++;
  }
  return text.length;
}

/**
 * The names of the types around the first match of `member`, the outermost first; empty where it stands in none, and
 * undefined where nothing matches. `type` captures a type's name; `text` is without comments and strings.
 */
export function enclosingTypes(text: string, type: RegExp, member: RegExp): string[] | undefined {
  const tokens = new RegExp(`(?<member>${member.source})|${type.source}|(?<brace>[{}])`, 'g');
  const scopes: (string | null)[] = [];
  let next: string | null = null;
  for (const { groups } of text.matchAll(tokens)) {
    if (groups?.member !== undefined) return scopes.filter((scope) => scope !== null);
    if (groups?.brace === '{') {
      scopes.push(next);
      next = null;
    } else if (groups?.brace === '}') {
      scopes.pop();
    } else {
      next = groups?.type ?? null;
    }
  }
  return undefined;
}

/** The types matched by `type` that stand in no braces, in order; `text` is without comments and strings. */
export function outerTypes(text: string, type: RegExp): string[] {
  const found: string[] = [];
  let depth = 0;
  for (const { groups } of text.matchAll(new RegExp(`${type.source}|(?<brace>[{}])`, 'g'))) {
    if (groups?.brace === '{') depth++;
    else if (groups?.brace === '}') depth--;
    else if (depth === 0 && groups?.type !== undefined) found.push(groups.type);
  }
  return found;
}

/** The package that a source declares, with dots between its parts. */
export function declaredPackage(text: string): string | undefined {
  return /^[ \t]*package\s+([\w.`]+)/m.exec(text)?.[1]?.replaceAll('`', '');
}

/** `name` in the package that the source declares. */
export function inPackage(text: string, name: string): string {
  const declared = declaredPackage(text);
  return declared ? `${declared}.${name}` : name;
}
