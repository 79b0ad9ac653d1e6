import { enclosingTypes, inPackage, withoutCommentsAndStrings } from '../enclosing-type.ts';
import type { Language } from '../language.ts';

const quickStart = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto', '-XX:-UsePerfData'];
const type = /\b(?:class|interface|enum|record)\s+(?<type>\w+)/;
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
  environment: { LANG: 'C.UTF-8' },
  memoryMiB: 512,
  buildMemoryMiB: 768,
};
