/** An order for pages. Ids only tell apart what was made within a millisecond: those that a key gives do not grow with time. */
export const newestFirst: { createdAt?: 'desc'; id?: 'desc' }[] = [{ createdAt: 'desc' }, { id: 'desc' }];

/** Where the page begins after the row with these values. */
export function olderThan(after: readonly [createdAt: string, id: string] | undefined) {
  if (after === undefined) return {};
  const [createdAt, id] = [new Date(after[0]), after[1]];
  return { OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: id } }] };
}
