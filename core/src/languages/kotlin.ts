import { enclosingTypes, inPackage, withoutCommentsAndStrings } from '../enclosing-type.ts';
import type { Language } from '../language.ts';

const quickStart = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto', '-XX:-UsePerfData'];
const library = '/opt/kotlin/kotlin-stdlib.jar:/opt/kotlin/kotlinx-coroutines-core-jvm.jar';
const compiler = [
  '/opt/kotlin/kotlin-compiler.jar',
  library,
  '/opt/kotlin/kotlin-script-runtime.jar',
  '/opt/kotlin/kotlin-reflect.jar',
  '/opt/kotlin/annotations-13.0.jar',
].join(':');
const type = /\b(?:class|interface|object)\s+(?<type>\w+)/;
const main = /\bfun\s+main\s*\(/;

export const kotlin: Language = {
  id: 'kotlin',
  title: 'Kotlin',
  spellings: ['kotlin', 'kt', 'kotlin-jvm', 'kotlinc', 'kotlin-lang'],
  extensions: ['.kt'],
  entryPoint: main,
  build: [
    [
      'java',
      ...quickStart,
      '-XX:SharedArchiveFile=/opt/kotlin/compile.jsa',
      '-Xmx384m',
      '-cp',
      compiler,
      'org.jetbrains.kotlin.cli.jvm.K2JVMCompiler',
      '-no-stdlib',
      '-no-reflect',
      '-cp',
      library,
      '-d',
      '{output}',
      '{source}',
      '{helpers}',
    ],
  ],
  run: ['java', ...quickStart, '-XX:SharedArchiveFile=/opt/kotlin/run.jsa', '-cp', `${library}:{output}`, '{entry}'],
  entry: (text, stem) => {
    const code = withoutCommentsAndStrings(text);
    const around = enclosingTypes(code, type, main) ?? [];
    // `main` in a companion object is also a static method of the class around it.
    if (around.length > 0) return inPackage(code, around.join('$'));
    return inPackage(code, /@file\s*:\s*JvmName\s*\(\s*"([^"]+)"/.exec(text)?.[1] ?? facade(stem));
  },
  environment: { LANG: 'C.UTF-8' },
  memoryMiB: 512,
  buildMemoryMiB: 1024,
};

/** The class into which Kotlin puts a file's functions. */
function facade(stem: string): string {
  const name = stem.replace(/\W/g, '_');
  return `${/^\d/.test(name) ? '_' : ''}${name.charAt(0).toUpperCase()}${name.slice(1)}Kt`;
}
