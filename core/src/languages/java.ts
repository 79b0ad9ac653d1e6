import {
  declaredPackage,
  enclosingTypes,
  inPackage,
  outerTypes,
  withoutCommentsAndStrings,
} from '../enclosing-type.ts';
import type { Language } from '../language.ts';

const quickStart = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto', '-XX:-UsePerfData'];
const type = /\b(?:class|interface|enum|record)\s+(?<type>\w+)/;
const publicType =
  /\bpublic\s+(?:(?:abstract|final|sealed|strictfp)\s+){0,3}(?:class|@?interface|enum|record)\s+(?<type>\w+)/;
const main = /\bstatic\b[^;{}()]{0,200}\bvoid\s+main\s*\(/;

export const java: Language = {
  id: 'java',
  title: 'Java',
  spellings: ['java', 'java17', 'openjdk', 'jdk', 'java-lang'],
  extensions: ['.java'],
  entryPoint: main,
  build: [
    [
      'javac',
      ...quickStart.map((option) => `-J${option}`),
      '-J-Xmx256m',
      '-encoding',
      'UTF-8',
      '-sourcepath',
      '{root}:.',
      // All times in a sandbox are equal: a class file of old beside a source would win.
      '-Xprefer:source',
      '-d',
      '{output}',
      '{source}',
      '{helpers}',
    ],
  ],
  run: ['java', ...quickStart, '-cp', '{output}', '{entry}'],
  entry: (text, stem) => {
    const code = withoutCommentsAndStrings(text);
    return inPackage(code, enclosingTypes(code, type, main)?.join('$') || stem);
  },
  fileName: (text, stem) => `${outerTypes(withoutCommentsAndStrings(text), publicType)[0] ?? stem}.java`,
  root: (text, folder) => {
    const below = declaredPackage(withoutCommentsAndStrings(text))?.replaceAll('.', '/');
    if (below === undefined || !`/${folder}`.endsWith(`/${below}`)) return folder || '.';
    return folder.slice(0, -below.length).replace(/\/$/, '') || '.';
  },
  environment: { LANG: 'C.UTF-8' },
  memoryMiB: 512,
  buildMemoryMiB: 768,
};
