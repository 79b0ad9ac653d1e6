import { stringify } from 'csv-stringify/sync';

/** First characters that make a spreadsheet take a cell for a formula, full-width forms included. */
const beginsFormula = /^[=+\-@\t\r\n＝＋－＠]/u;

/**
 * A text that a spreadsheet shows and never runs: with `'` in front where it would begin a formula. Students choose their
 * names, and instructors open exports.
 */
export function inertCell(text: string): string {
  return beginsFormula.test(text) ? `'${text}` : text;
}

/** CSV as in RFC 4180, with a byte order mark so that spreadsheets read it as UTF-8. Numbers stay numbers. */
export function writeCsv(rows: readonly (readonly (string | number | null)[])[]): string {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? inertCell(cell) : cell)));
  return stringify(cells, { bom: true, record_delimiter: 'windows' });
}
