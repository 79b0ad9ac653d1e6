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
