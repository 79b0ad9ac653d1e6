import { enclosingTypes, inPackage, withoutCommentsAndStrings } from '../enclosing-type.ts';
import type { Language } from '../language.ts';

const quickStart = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto', '-XX:-UsePerfData'];
const library = '/opt/scala/scala-library.jar';
const compiler = [
  '/opt/scala/scala-compiler.jar',
  library,
  '/opt/scala/scala-reflect.jar',
  '/opt/scala/scala-xml_2.11-1.0.3.jar',
  '/opt/scala/scala-parser-combinators_2.11-1.0.3.jar',
].join(':');
const app = /\bobject\s+(\w+)\s+extends\s+(?:[\w.]+(?:\([^)]{0,200}\))?\s+with\s+(?:[\w.]+\s+with\s+){0,20})?App\b/;
const type = /\b(?:class|trait|object)\s+(?<type>\w+)/;
const main = /\bdef\s+main\s*\(/;

export const scala: Language = {
  id: 'scala',
  title: 'Scala',
  spellings: ['scala', 'scala2', 'scala-lang'],
  extensions: ['.scala'],
  entryPoint: new RegExp(`${app.source}|${main.source}`),
  build: [
    [
      'java',
      ...quickStart,
      '-XX:SharedArchiveFile=/opt/scala/compile.jsa',
      '-Xmx384m',
      '-Xss4m',
      '-cp',
      compiler,
      'scala.tools.nsc.Main',
      '-cp',
      `${library}:.`,
      '-encoding',
      'UTF-8',
      '-d',
      '{output}',
      '{source}',
      '{helpers}',
    ],
  ],
  run: ['java', ...quickStart, '-XX:SharedArchiveFile=/opt/scala/run.jsa', '-cp', `${library}:{output}`, '{entry}'],
  entry: (text, stem) => {
    const code = withoutCommentsAndStrings(text);
    return inPackage(code, app.exec(code)?.[1] ?? enclosingTypes(code, type, main)?.[0] ?? stem);
  },
  environment: { LANG: 'C.UTF-8' },
  memoryMiB: 512,
  buildMemoryMiB: 1024,
};
