import { stripVTControlCharacters } from 'node:util';

/** Longer lines than any compiler or runtime writes are cut, so that matching stays quick whatever a program prints. */
const longestLine = 500;

/** The lines of what a program or a build printed: without colours, without white space at their ends, and cut. */
export function logLines(log: string): string[] {
  return log.split('\n').map((line) => {
    // A colour may stand at every letter; still it has an end.
    const start = line.slice(0, 4 * longestLine);
    const plain = start.includes('\x1b') || start.includes('\x9b') ? stripVTControlCharacters(start) : start;
    return plain.slice(0, longestLine).trimEnd();
  });
}
