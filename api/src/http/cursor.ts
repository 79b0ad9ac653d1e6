import { z } from 'zod';
import { Problem } from './problem.ts';

/** Where the next page begins: opaque to clients, so that it may change. Values are those of the sort keys. */
export function encodeCursor(values: readonly string[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

export function decodeCursor(cursor: string | undefined, keys: number): readonly string[] | undefined {
  if (cursor === undefined) return undefined;
  try {
    return z
      .array(z.string())
      .length(keys)
      .parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    throw new Problem('invalid-query', 'query.cursor: is not one that this server gave', {
      faults: [{ at: 'query.cursor', message: 'is not one that this server gave' }],
    });
  }
}

/** One row more than asked for tells whether there is a next page. */
export function pageOf<T>(rows: readonly T[], limit: number, keysOf: (row: T) => readonly string[]) {
  const items = rows.slice(0, limit);
  return { items, next: rows.length > limit ? encodeCursor(keysOf(items.at(-1)!)) : null };
}
