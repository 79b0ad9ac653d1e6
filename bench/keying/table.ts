export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

const shown = (cell: string | number) =>
  typeof cell === 'string' ? cell : Number.isInteger(cell) ? `${cell}` : Number.isNaN(cell) ? '–' : cell.toFixed(2);

/** For people: columns aligned, fractions with two digits. */
export function printed({ title, columns, rows }: Table): string {
  const cells = [columns, ...rows].map((row) => row.map(shown));
  const widths = columns.map((_, i) => Math.max(...cells.map((row) => row[i]?.length ?? 0)));
  const lines = cells.map((row) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '),
  );
  return [title, ...lines.map((line) => `  ${line}`.trimEnd())].join('\n');
}

/** "median (2.5 % to 97.5 %)" of what `quantile` yields, for a cell. */
export const spreadCell = (quantiles: readonly [number, number, number]) =>
  Number.isNaN(quantiles[1])
    ? '–'
    : `${quantiles[1].toFixed(2)} (${quantiles[0].toFixed(2)}–${quantiles[2].toFixed(2)})`;
