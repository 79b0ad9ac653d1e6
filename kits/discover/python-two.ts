import { stemOf } from './folder.ts';
import type { Source } from './sources.ts';

/** A place that only Python 2 understands. */
export interface PythonTwo {
  /** From 1. */
  readonly line: number;
  /** What stands there, to be read after "line 3: ". */
  readonly what: string;
}

// Each takes linear time: the text is a stranger's.
const statements: readonly [RegExp, string][] = [
  [
    /(?:^|[:;])[ \t]{0,99}print(?:[ \t]{0,9}""|[ \t]{0,9}>>|[ \t]{1,9}(?!(?:and|or|if|in|is|not)\b)[\w`{])/m,
    'print is a statement',
  ],
  [
    /^[ \t]{0,99}except[ \t]{1,9}(?:\([^()\n]{0,300}\)|[\w.]{1,100})[ \t]{0,9},[ \t]{0,9}\w{1,100}[ \t]{0,9}:/m,
    'except with a comma',
  ],
  [/^[ \t]{0,99}raise[ \t]{1,9}[\w.]{1,100}[ \t]{0,9},/m, 'raise with a comma'],
  [/^[ \t]{0,99}exec[ \t]{1,9}["\w]/m, 'exec is a statement'],
  [/<>/, 'the operator <>'],
  [/`[\w.()[\] ]{1,100}`/, 'backquotes'],
];
/** What Python 3 has under another name or not at all: functions, methods of dictionaries, modules. */
export const builtins = ['raw_input', 'xrange', 'unicode', 'basestring', 'unichr'];
const methods = ['has_key', 'iteritems', 'iterkeys', 'itervalues'];
export const modules = [
  ...['urllib2', 'urlparse', 'httplib', 'Queue', 'ConfigParser', 'SocketServer', 'BaseHTTPServer', 'Cookie'],
  ...['StringIO', 'cStringIO', 'cPickle', 'commands', 'thread', 'Tkinter'],
];
const imported = new RegExp(`^[ \\t]{0,99}(?:import|from)[ \\t]{1,9}(${modules.join('|')})\\b`, 'm');

/**
 * The first place of a Python source that Python 3 would refuse; undefined where there is none. What a source that
 * runs with both versions does (`except NameError`, `except ImportError`, a definition of its own) is no such place.
 */
export function pythonTwo(text: string, isOwnModule: (name: string) => boolean = () => false): PythonTwo | undefined {
  const found: { readonly at: number; readonly what: string }[] = [];
  if (/^#!.{0,200}\bpython-?2/.test(text)) found.push({ at: 0, what: 'the first line asks for Python 2' });
  const code = blanked(text);
  for (const [pattern, what] of statements) {
    const match = pattern.exec(code);
    // What stands before the statement may be the end of the line above.
    if (match !== null) found.push({ at: match.index + /^\s*/.exec(match[0])![0].length, what });
  }
  if (!/\bexcept\s+(?:\(\s*)?NameError\b/.test(code)) {
    for (const name of [...builtins, ...methods]) {
      const match = new RegExp(`\\b${name}\\s{0,9}\\(`).exec(code);
      if (match === null || new RegExp(`\\b${name}\\s{0,9}=|\\bdef\\s{1,9}${name}\\b`).test(code)) continue;
      found.push({ at: match.index, what: `${name}()` });
    }
  }
  if (!/\bexcept\s+(?:\(\s*)?(?:ImportError|ModuleNotFoundError)\b/.test(code)) {
    const match = imported.exec(code);
    if (match !== null && !isOwnModule(match[1]!)) found.push({ at: match.index, what: `the module ${match[1]}` });
  }
  const first = found.sort((a, b) => a.at - b.at)[0];
  return first && { line: code.slice(0, first.at).split('\n').length, what: first.what };
}

/** Comments are gone and every string is `""`, on as many lines as before; one pass. */
function blanked(text: string): string {
  let code = '';
  let at = 0;
  for (const { index } of text.matchAll(/["'#]/g)) {
    if (index < at) continue;
    code += text.slice(at, index);
    at = endOf(text, index);
    if (text[index] !== '#') code += `""${'\n'.repeat(text.slice(index, at).split('\n').length - 1)}`;
  }
  return code + text.slice(at);
}

/** Where the comment or string ends that begins here; one that is never closed: at the end of its line. */
function endOf(text: string, start: number): number {
  const mark = text[start]!;
  const lineEnd = text.indexOf('\n', start) < 0 ? text.length : text.indexOf('\n', start);
  if (mark === '#') return lineEnd;
  const triple = mark.repeat(3);
  if (text.startsWith(triple, start)) {
    const end = text.indexOf(triple, start + 3);
    return end < 0 ? text.length : end + 3;
  }
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === mark) return at + 1;
    else if (text[at] === '\n') return at;
  }
  return text.length;
}

/** A source and those that it loads, directly or not, in the order in which they are met. */
export function withLoaded(main: Source, sources: readonly Source[]): Source[] {
  const byStem = Map.groupBy(sources, ({ path }) => stemOf(path));
  const found = new Set([main]);
  for (const source of found) {
    for (const word of source.loads) {
      for (const loaded of byStem.get(word) ?? []) if (loaded.language === main.language) found.add(loaded);
    }
  }
  return [...found];
}
