import { z } from 'zod';
import { Problem } from './problem.ts';
import { isStorable } from './storable-text.ts';

/** Where the next page begins: opaque to clients, so that it may change. Values are those of the sort keys. */
export function encodeCursor(values: readonly string[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/** A sort key that is a name. */
export const NameKey = z.string().refine(isStorable);

/** A sort key that is a number counted up from 1. */
export const NumberKey = z.string().regex(/^[1-9]\d{0,8}$/);

/** The values of a cursor, each of which must be what its sort key can be. Throws `invalid-query`. */
export function decodeCursor<const Keys extends readonly [z.ZodType<string>, ...z.ZodType<string>[]]>(
  cursor: string | undefined,
  ...keys: Keys
): { readonly [K in keyof Keys]: string } | undefined {
  if (cursor === undefined) return undefined;
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return z.tuple(keys as unknown as [z.ZodType<string>]).parse(values) as { readonly [K in keyof Keys]: string };
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
