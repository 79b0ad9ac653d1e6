/** From the first number up to, not including, the second. */
export type Range = readonly [start: number, end: number];

/**
 * Adds [start, end) to `ranges`, which are sorted and do not touch each other, and keeps them so.
 * Returns the parts that were not covered before, in order.
 */
export function cover(ranges: Range[], start: number, end: number): Range[] {
  if (start >= end) return [];
  const first = firstEndingAtOrAfter(ranges, start);
  const fresh: Range[] = [];
  let from = start;
  let last = first;
  for (let range = ranges[last]; range !== undefined && range[0] <= end; range = ranges[++last]) {
    if (from < range[0]) fresh.push([from, range[0]]);
    from = range[1];
  }
  if (from < end) fresh.push([from, end]);
  const mergedStart = first < last ? Math.min(start, ranges[first]![0]) : start;
  ranges.splice(first, last - first, [mergedStart, Math.max(from, end)]);
  return fresh;
}

function firstEndingAtOrAfter(ranges: readonly Range[], start: number): number {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranges[middle]![1] < start) low = middle + 1;
    else high = middle;
  }
  return low;
}
