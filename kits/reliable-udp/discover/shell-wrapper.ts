import { folderOf } from '../../discover/folder.ts';
import { join } from '../../discover/in-folder.ts';
import { isBuilder, type Start, startOf, withoutPrefixes } from './starts.ts';

/** What a script does that starts another program. */
export interface Wrapped {
  readonly start: Start;
  /** It compiles, too: at each start. */
  readonly builds: boolean;
}

const largest = 16_384;
const passesOn = /\$(?:[@*1-9]|\{[@*1-9])/;

/** True of a script for one of the shells that there are, told by its first line or its extension. */
export function isShellScript(path: string, text: string | undefined): boolean {
  if (text === undefined || text.length > largest) return false;
  const first = text.split('\n', 1)[0]!;
  if (first.startsWith('#!')) return /\b(?:ba|da)?sh\b/.test(first);
  return /\.(?:sh|bash)$/i.test(path);
}

/** What a shell script starts with the arguments that it was given; undefined where it passes none on. */
export function readShellWrapper(path: string, text: string): Wrapped | undefined {
  if (!passesOn.test(text)) return undefined;
  const variables = new Map<string, string>();
  let folder = folderOf(path);
  let start: Start | undefined;
  let passes = false;
  let builds = false;
  for (const words of commandsOf(ownFolderAsDot(text))) {
    const expanded = words.map((word) => expand(word, variables));
    const assigned = expanded.length === 1 ? /^(\w+)=(.*)$/s.exec(expanded[0]!) : null;
    if (assigned !== null) variables.set(assigned[1]!, assigned[2]!.slice(0, 200));
    const command = withoutPrefixes(expanded);
    if (command[0] === 'cd' && command[1] !== undefined && !/^[/$~-]/.test(command[1]))
      folder = join(folder, command[1]);
    if (isBuilder(command[0] ?? '')) builds = true;
    const found = startOf(expanded, folder);
    if (found === undefined) continue;
    if (found.kind === 'tool') builds = true;
    const takesArguments = words.some((word) => passesOn.test(word));
    // The command that gets the arguments, else the last one: a script may read them into variables first.
    if (takesArguments || !passes) start = found;
    passes ||= takesArguments;
  }
  return start && { start, builds };
}

/** `$(dirname "$0")` and its relatives: the script's folder, which is the working directory. */
function ownFolderAsDot(text: string): string {
  return text
    .replace(/\$\{(?:0|BASH_SOURCE(?:\[0\])?)%\/\*\}/g, '.')
    .replace(/\$\((?:dirname|readlink|realpath)\b[^()\n]{0,200}\)|`dirname\b[^`\n]{0,200}`/g, '.')
    .replace(/\$\((?:dirname|readlink|realpath)\b[^()\n]{0,200}\)/g, '.')
    .replace(/\$\(cd\b[^()\n]{0,200}\bpwd[^()\n]{0,20}\)/g, '.')
    .replace(/\$(?:PWD\b|\{PWD\}|\(pwd\))/g, '.');
}

/** The commands of a script, each as words without quotes; comments and what joins commands are gone. */
function commandsOf(text: string): string[][] {
  const commands: string[][] = [];
  for (const line of text.replaceAll('\r', '').replaceAll('\\\n', ' ').split('\n')) {
    let words: string[] = [];
    for (const [token] of line.matchAll(
      /#.*|&&|\|\||[;|&()]|(?:"[^"]*"|'[^']*'|\$\{[^}]*\}|[^\s;|&()"'#]|(?<=\S)#)+/g,
    )) {
      if (token.startsWith('#')) break;
      if (/^(?:&&|\|\||[;|&()])$/.test(token)) {
        commands.push(words);
        words = [];
      } else words.push(token.replace(/["']/g, ''));
    }
    commands.push(words);
  }
  return commands.filter((words) => words.length > 0);
}

function expand(word: string, variables: ReadonlyMap<string, string>): string {
  return word
    .replace(/\$(?:\{(\w+)\}|([A-Za-z_]\w*))/g, (whole, curly, plain) => variables.get(curly ?? plain) ?? whole)
    .slice(0, 1000);
}
