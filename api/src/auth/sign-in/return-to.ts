const nowhere = 'http://own.invalid';

/**
 * The path on this server that somebody wanted to see before signing in; undefined if it leads anywhere else. Read as a
 * browser reads it, which takes `\` for `/`, leaves out tabs, and goes to another host for `//host`.
 */
export function ownPath(text: unknown): string | undefined {
  if (typeof text !== 'string' || text.length > 2000 || !text.startsWith('/')) return undefined;
  const url = URL.parse(text, nowhere);
  if (url === null || url.origin !== nowhere || url.pathname.startsWith('//')) return undefined;
  return url.pathname + url.search + url.hash;
}
