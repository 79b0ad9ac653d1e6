import type { Received } from './traffic.ts';

/** For each datagram that both received: how much later the one did than the other, in ms, ascending. */
export function delayDifferences(one: Received, other: Received): number[] {
  const delaysOf = ({ arrivals }: Received) => Map.groupBy(arrivals, ({ number }) => number);
  const others = delaysOf(other);
  const differences = [...delaysOf(one)].flatMap(([number, copies]) =>
    copies.flatMap(({ delayMs }, copy) => {
      const there = others.get(number)?.[copy];
      return there === undefined ? [] : [delayMs - there.delayMs];
    }),
  );
  return differences.sort((a, b) => a - b);
}

/** The value that `share` (0 to 1) of the ascending values do not exceed. */
export function quantile(ascending: readonly number[], share: number): number {
  return ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)] ?? Number.NaN;
}

export const absolutes = (values: readonly number[]): number[] => values.map(Math.abs).sort((a, b) => a - b);
