import { median } from '../matrix/statistics.ts';

export type Target = { readonly atMost: number } | { readonly atLeast: number };

/** One number of the table; of each round one value. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly emulator: readonly number[];
  /** The same of the kernel's bridge, in the rounds between. */
  readonly bridge?: readonly number[];
  /** For the median of the emulator's rounds. */
  readonly target?: Target;
}

export function meets({ emulator, target }: Figure): boolean | undefined {
  if (target === undefined) return undefined;
  const value = median(emulator);
  return 'atMost' in target ? value <= target.atMost : value >= target.atLeast;
}

/** The ratio of each round's two values. */
export function ratios({ emulator, bridge = [] }: Figure): number[] {
  return bridge.map((value, round) => emulator[round]! / value);
}

const digits = (value: number) => {
  if (value >= 1000) return Math.round(value).toLocaleString('en');
  return value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3);
};
/** Median, and the least and the greatest behind it. */
const spread = (values: readonly number[]) =>
  values.length === 1
    ? digits(values[0]!)
    : `${digits(median(values))} (${digits(Math.min(...values))} to ${digits(Math.max(...values))})`;

const widths = [53, 9, 28, 28, 5, 9, 6];
const line = (cells: readonly string[]) =>
  cells
    .map((cell, at) => cell.padEnd(widths[at]!))
    .join('  ')
    .trimEnd();

export const heading: string = line(['', 'unit', 'emulator', 'bridge', 'ratio', 'target', '']);

/** A line of the table below the heading. */
export function row(figure: Figure): string {
  const { name, unit, emulator, bridge, target } = figure;
  const wanted = !target ? '' : 'atMost' in target ? `≤ ${digits(target.atMost)}` : `≥ ${digits(target.atLeast)}`;
  const verdict = { true: 'met', false: 'MISSED', undefined: '' }[`${meets(figure)}`];
  const ratio = median(ratios(figure));
  // Of counts that are zero there is none.
  const compared = bridge ? [spread(bridge), Number.isFinite(ratio) ? digits(ratio) : ''] : ['', ''];
  return line([name, unit, spread(emulator), ...compared, wanted, verdict]);
}
