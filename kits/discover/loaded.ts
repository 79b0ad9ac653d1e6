import { stemOf } from './folder.ts';
import type { Source } from './sources.ts';

/** Tells of a source whether another one of these loads it; what it says of itself does not count. */
export function loadedAmong(sources: readonly Source[]): (source: Source) => boolean {
  const counts = new Map<string, number>();
  for (const { loads } of sources) for (const word of loads) counts.set(word, (counts.get(word) ?? 0) + 1);
  const known = new Set(sources);
  return (source) => {
    const stem = stemOf(source.path);
    const itself = known.has(source) && source.loads.has(stem) ? 1 : 0;
    return (counts.get(stem) ?? 0) > itself;
  };
}
