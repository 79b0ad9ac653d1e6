import { stemOf } from './folder.ts';
import { words } from './spelling.ts';

const aside = new Set(['test', 'tests', 'spec', 'old', 'backup', 'bak', 'copy', 'example', 'examples', 'mock']);

/** Tests and kept old versions are no hand-in, as long as there is anything else. */
export function isAside(path: string): boolean {
  return path.split('/').some((part) => words(stemOf(part)).some((word) => aside.has(word)));
}
