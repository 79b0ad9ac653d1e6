import { crashOf, placeOfFault, quote } from '@gradewire/core';

/** Bytes of what a program said that a sentence can take. */
const mostBytes = 160;

/**
 * The last thing that a program said, quoted: of a crash what went wrong, and where if it was in the student's own
 * sources; else `otherwise`. Empty where there is neither.
 */
export function lastWords(stderr: string, otherwise: string | undefined): string {
  const crash = crashOf(stderr);
  const words = crash?.message || otherwise?.trim();
  const place = crash === null ? undefined : placeOfFault(crash);
  return words ? quote(Buffer.from(words), mostBytes) + (place === undefined ? '' : ` (${place})`) : '';
}
