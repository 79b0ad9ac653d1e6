/**
 * The same value with strings that PostgreSQL takes: in jsonb there is neither U+0000 nor half of a surrogate pair, and
 * what students' programs print holds both.
 */
export function storable<T>(value: T): T {
  return stored(value) as T;
}

function stored(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\0', '\u2400');
  if (Array.isArray(value)) return value.map(stored);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [stored(key) as string, stored(one)]));
}
