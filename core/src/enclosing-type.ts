/** Comments, string and character literals of a language with C's syntax, each replaced by one space. */
export function withoutCommentsAndStrings(text: string): string {
  return text.replace(
    /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"""[\s\S]*?"""|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\(?:u[0-9a-fA-F]{4}|.))'/g,
    ' ',
  );
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

/** `name` in the package that the source declares. */
export function inPackage(text: string, name: string): string {
  const declared = /^[ \t]*package\s+([\w.`]+)/m.exec(text)?.[1];
  return declared ? `${declared.replaceAll('`', '')}.${name}` : name;
}
