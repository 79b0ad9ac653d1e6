import type { Feedback } from '@gradewire/core';
import { baseName, stemOf } from '../../discover/folder.ts';
import { pythonTwo, withLoaded } from '../../discover/python-two.ts';
import type { Source } from '../../discover/sources.ts';
import { pythonTwoFound } from './notes.ts';
import type { Place } from './recipes.ts';

/** One note for the sender and all that it loads: the first place that only Python 2 understands. */
export function pythonTwoNotes(main: Source, { folder, sources }: Place): Feedback[] {
  if (main.language.id !== 'python') return [];
  const own = new Set(folder.files.map(({ path }) => stemOf(baseName(path))));
  const found = withLoaded(main, sources).flatMap((source) => {
    const place = pythonTwo(source.text, (module) => own.has(module));
    return place === undefined ? [] : [{ path: source.path, place }];
  });
  const first = found[0];
  return first === undefined ? [] : [pythonTwoFound(first.path, first.place, found.length - 1)];
}
