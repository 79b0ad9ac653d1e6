import { baseName } from '../../discover/folder.ts';
import { join } from '../../discover/in-folder.ts';

/** What a command line starts. Paths are from the submission's root. */
export type Start =
  /** A file by its path: a source, a program, or what is to be built there. */
  | { readonly kind: 'file'; readonly path: string; readonly interpreter: string | undefined }
  /** A class that the Java machine finds in a folder. */
  | { readonly kind: 'class'; readonly name: string; readonly classPath: string; readonly interpreter: string }
  /** A build tool that compiles and starts in one. */
  | { readonly kind: 'tool'; readonly interpreter: string };

const interpreters = /^(?:python[\d.]*|pypy\d?|node|nodejs|ruby|perl|lua[\d.]*|mono|java|scala|kotlin|sh|bash|dash)$/;
const builders =
  /^(?:javac|gcc|g\+\+|cc|c\+\+|clang|clang\+\+|make|cmake|mcs|csc|rustc|kotlinc|scalac|swiftc|mvn|gradlew?|npm|npx|pip[\d.]*)$/;
const tools = /^(?:cargo|go|dotnet|swift)$/;
/** Commands that start the command behind them. */
const prefixes = /^(?:exec|env|nohup|time|stdbuf|command|sudo|nice|if|then|else|do|!)$/;

/** `java` of `/usr/bin/java`; empty where the word is a path in the submission, whatever its last part is called. */
function commandName(word: string): string {
  return word.includes('/') && !word.startsWith('/') ? '' : baseName(word);
}

/** True of a word that compiles something when it is a command. */
export function isBuilder(word: string): boolean {
  return word === './gradlew' || builders.test(commandName(word));
}

/** The words of a command without what stands before the program's name. */
export function withoutPrefixes(words: readonly string[]): readonly string[] {
  let at = 0;
  while (at < words.length) {
    const word = words[at]!;
    const isOption = at > 0 && word.startsWith('-');
    if (!prefixes.test(word) && !/^\w+=/.test(word) && !isOption) break;
    at++;
  }
  return words.slice(at);
}

/** What the words of one command start when they are run in a folder; undefined where it is no program of the team. */
export function startOf(words: readonly string[], folder: string): Start | undefined {
  const [head, ...rest] = withoutPrefixes(words);
  if (head === undefined) return undefined;
  const name = commandName(head);
  if (tools.test(name))
    return ['run', 'build'].includes(rest[0] ?? '') ? { kind: 'tool', interpreter: name } : undefined;
  if (/^(?:java|scala|kotlin)$/.test(name)) return javaStart(name, rest, folder);
  if (interpreters.test(name)) {
    if (/^py/.test(name) && rest.includes('-m')) {
      const module = rest[rest.indexOf('-m') + 1] ?? '';
      return { kind: 'file', path: join(folder, `${module.replaceAll('.', '/')}.py`), interpreter: name };
    }
    const script = rest.find((word) => !word.startsWith('-'));
    return script === undefined || script.includes('$')
      ? undefined
      : { kind: 'file', path: join(folder, script), interpreter: name };
  }
  const isPath = head.includes('/') && !head.startsWith('/') && !head.includes('$');
  return isPath ? { kind: 'file', path: join(folder, head), interpreter: undefined } : undefined;
}

function javaStart(interpreter: string, words: readonly string[], folder: string): Start | undefined {
  let classPath = folder;
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (/^(?:-cp|-classpath|--class-path)$/.test(word)) {
      const entries = (words[++at] ?? '').split(':').filter((one) => !one.endsWith('.jar') && !one.includes('*'));
      classPath = join(folder, entries[0] ?? '.');
    } else if (word === '-jar') return { kind: 'file', path: join(folder, words[at + 1] ?? ''), interpreter };
    else if (word.startsWith('-')) continue;
    else if (word.includes('$')) return undefined;
    else if (word.endsWith('.java')) return { kind: 'file', path: join(folder, word), interpreter };
    else return { kind: 'class', name: word, classPath, interpreter };
  }
  return undefined;
}

/** The path of a class's source below its root of packages. */
export function pathOfClass(name: string): string {
  return name.replace(/\$.*/, '').replaceAll('.', '/');
}
