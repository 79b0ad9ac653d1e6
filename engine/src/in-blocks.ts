/**
 * In an order in which the sandboxes of at most `size` servers are in use for a while: all that meet the first block of
 * them, then all that meet the next. Within a block the order stays; what has no second program belongs to the first.
 */
export function inBlocks<T>(items: readonly T[], studentsOf: (item: T) => readonly string[], size: number): T[] {
  const numbers = new Map<string, number>();
  const blockOf = (item: T) => {
    const [, server] = studentsOf(item);
    if (server === undefined) return 0;
    if (!numbers.has(server)) numbers.set(server, numbers.size);
    return Math.floor(numbers.get(server)! / size);
  };
  return items
    .map((item) => ({ item, block: blockOf(item) }))
    .sort((one, other) => one.block - other.block)
    .map(({ item }) => item);
}
