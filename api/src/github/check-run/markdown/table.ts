/** `right`: numbers. */
export interface Column {
  readonly heading: string;
  readonly align?: 'right';
}

/** A table of cells that are Markdown already, made by `prose`: no bar and no line break in them. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(({ heading }) => heading)),
    line(columns.map(({ align }) => (align === 'right' ? '---:' : '---'))),
    ...rows.map(line),
  ].join('\n');
}
