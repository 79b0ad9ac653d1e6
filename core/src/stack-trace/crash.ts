/** A place in a stack. */
export interface Frame {
  /** As it was printed, but for a `file://` before it. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/**
 * Where a program came to its end by itself, as its runtime told on standard error. Of a stack every frame is given, the
 * innermost first: which of them is in the student's own files only the caller knows.
 */
export interface Crash {
  /** What went wrong, in one line; empty where the runtime does not say. */
  readonly message: string;
  /** None where the runtime names no place. */
  readonly frames: readonly Frame[];
}

/** What the runtime of one language, or of several, says of a crash; null where these lines tell of none. */
export type CrashReader = (lines: readonly string[]) => Crash | null;

/** No source has more lines; a larger number is somebody's joke. */
const mostLines = 9_999_999;

/** The frame that a match names by its groups `file` and `line`; null where it names none, or an absurd one. */
export function frameOf(match: RegExpExecArray | null | undefined): Frame | null {
  const { file, line } = match?.groups ?? {};
  const number = Number(line);
  if (file === undefined || !(number >= 1 && number <= mostLines)) return null;
  return { file: file.replace(/^file:\/\//, ''), line: number };
}

/** The frames that any of the formats finds, in the order of the lines. */
export function framesIn(lines: readonly string[], formats: readonly RegExp[]): Frame[] {
  return lines.flatMap((line) => {
    for (const format of formats) {
      const frame = frameOf(format.exec(line));
      if (frame !== null) return [frame];
    }
    return [];
  });
}
