import { createHash } from 'node:crypto';

/**
 * A file that is made where it is needed, the same everywhere: what a case stores of a file that a program is given.
 * `text`: words of ASCII letters in lines. `binary`: every byte value is as likely as any other, `|` and NUL among them.
 * `separators`: like binary, but every other byte is a `|`.
 */
export interface FileSpec {
  readonly kind: 'text' | 'binary' | 'separators';
  readonly bytes: number;
  readonly seed: number;
}

/** SHAKE256 (FIPS 202) as a stream of bytes: no two seeds or kinds have anything in common. */
export function generateFile({ kind, bytes, seed }: FileSpec): Buffer {
  if (bytes === 0) return Buffer.alloc(0);
  const content = createHash('shake256', { outputLength: bytes }).update(`${kind} ${seed}`).digest();
  if (kind === 'text') for (let i = 0; i < bytes; i++) content[i] = letterFor(content[i]!, i);
  if (kind === 'separators') for (let i = 0; i < bytes; i += 2) content[i] = 0x7c;
  // Whoever treats some byte specially shall meet it, in a file of any size that can hold them all.
  if (kind === 'binary' && bytes >= 512) for (let value = 0; value < 256; value++) content[256 + value] = value;
  return content;
}

const lineLength = 64;

function letterFor(random: number, position: number): number {
  if (position % lineLength === lineLength - 1) return 0x0a;
  return random % 6 === 0 ? 0x20 : 0x61 + (random % 26);
}
