/** What a compiler or an interpreter says of a place in a source file. */
export interface Diagnostic {
  /** As it was printed. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1; null where none was said. */
  readonly column: number | null;
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

/** Longer lines than any compiler writes are cut, so that matching stays quick whatever a program prints. */
export const longestLine = 500;

export function logLines(log: string): string[] {
  return log.split(/\r?\n/).map((line) => line.slice(0, longestLine));
}
