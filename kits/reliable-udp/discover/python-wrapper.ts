import { folderOf } from '../../discover/folder.ts';
import type { Source } from '../../discover/sources.ts';
import type { Wrapped } from './shell-wrapper.ts';
import { isBuilder, type Start, startOf } from './starts.ts';
import { usesSockets } from './transfers.ts';

const launches = /\bos\.(?:exec\w{1,4}|system|popen|spawn\w{1,4})\s{0,9}\(|\bsubprocess\b/;

/** How many words that look like a program are looked for in the submission. */
const mostStarts = 10;

/** What a Python program that sends nothing itself starts, of what is known; undefined where it is none of that kind. */
export function readPythonWrapper(source: Source, isKnown: (start: Start) => boolean): Wrapped | undefined {
  const { code, path, language } = source;
  if (language.id !== 'python' || code.length > 16_384 || !launches.test(code) || usesSockets(source)) return undefined;
  const words = [...code.matchAll(/"([^"\n]{1,300})"|'([^'\n]{1,300})'/g)].flatMap((one) =>
    (one[1] ?? one[2]!).split(/\s+/).filter((word) => word !== ''),
  );
  const builds = words.some(isBuilder);
  let tried = 0;
  // The words of several calls stand in one row: the first that starts a program is where its command begins.
  for (let at = 0; at < words.length && tried < mostStarts; at++) {
    if (isBuilder(words[at]!)) continue;
    const start = startOf(words.slice(at, at + 20), folderOf(path));
    if (start === undefined) continue;
    if (isKnown(start)) return { start, builds: builds || start.kind === 'tool' };
    tried++;
  }
  return undefined;
}
