/** The middle value, or the mean of the two in the middle; undefined of nothing. */
export function median(values: readonly number[]): number | undefined {
  return quantile(values, 0.5);
}

/** Interquartile range; undefined of nothing. */
export function spread(values: readonly number[]): number | undefined {
  const [low, high] = [quantile(values, 0.25), quantile(values, 0.75)];
  return low === undefined || high === undefined ? undefined : high - low;
}

/** Linear between the two nearest values (Hyndman and Fan, 1996, definition 7). */
function quantile(values: readonly number[], part: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * part;
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  return below === undefined || above === undefined ? undefined : below + (above - below) * (place % 1);
}

/** Not by spreading into Math.max, which has a limit. Undefined of nothing. */
export function largest(values: readonly number[]): number | undefined {
  return values.reduce<number | undefined>((most, one) => (most === undefined || one > most ? one : most), undefined);
}
