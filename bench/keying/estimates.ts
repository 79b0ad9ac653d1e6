import { quantile } from '../matrix/statistics.ts';

export type Spread = readonly [number, number, number];

/** 2.5 %, 50 % and 97.5 % quantiles. */
export const spread = (values: readonly number[]): Spread => [
  quantile(values, 0.025),
  quantile(values, 0.5),
  quantile(values, 0.975),
];

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * The variance of one pair's share in a ratio of means, relative to the ratio squared (delta method): var(y − R x) / ȳ²
 * with R = ȳ / x̄. Divided by n it is the squared relative standard error of the ratio estimated from n pairs.
 */
export function ratioVariance(x: readonly number[], y: readonly number[]): number {
  const ratio = mean(y) / mean(x);
  const rest = y.map((value, i) => value - ratio * x[i]!);
  return rest.reduce((sum, value) => sum + value * value, 0) / (rest.length - 1) / mean(y) ** 2;
}

/** How many seeds bring the relative standard error of the ratio of means down to `error`. */
export const seedsNeeded = (x: readonly number[], y: readonly number[], error: number) =>
  Math.max(1, Math.ceil(ratioVariance(x, y) / error ** 2));

/** `values` moved on by one, so that what belongs together no longer meets. */
export const rotated = <T>(values: readonly T[]): T[] => [...values.slice(1), ...values.slice(0, 1)];
