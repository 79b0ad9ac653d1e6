import { extensionOf } from './folder.ts';

/** Languages that students may hand in and that are not graded, by extension. */
const titles: Readonly<Record<string, string>> = {
  '.adb': 'Ada',
  '.asm': 'assembly',
  '.awk': 'AWK',
  '.bash': 'Bash',
  '.bat': 'batch files',
  '.cbl': 'COBOL',
  '.clj': 'Clojure',
  '.cob': 'COBOL',
  '.cr': 'Crystal',
  '.d': 'D',
  '.dart': 'Dart',
  '.elm': 'Elm',
  '.erl': 'Erlang',
  '.ex': 'Elixir',
  '.exs': 'Elixir',
  '.f90': 'Fortran',
  '.f95': 'Fortran',
  '.for': 'Fortran',
  '.fs': 'F#',
  '.groovy': 'Groovy',
  '.hs': 'Haskell',
  '.jl': 'Julia',
  '.lisp': 'Lisp',
  '.m': 'Objective-C or MATLAB',
  '.ml': 'OCaml',
  '.nim': 'Nim',
  '.pas': 'Pascal',
  '.php': 'PHP',
  '.pro': 'Prolog',
  '.ps1': 'PowerShell',
  '.r': 'R',
  '.rkt': 'Racket',
  '.s': 'assembly',
  '.scm': 'Scheme',
  '.sh': 'Bash',
  '.st': 'Smalltalk',
  '.tcl': 'Tcl',
  '.ts': 'TypeScript',
  '.vb': 'Visual Basic',
  '.zig': 'Zig',
  '.zsh': 'Zsh',
};

/** The title of a language that is not graded, where the file's extension tells it. */
export function otherLanguageOf(path: string): string | undefined {
  return Object.hasOwn(titles, extensionOf(path)) ? titles[extensionOf(path)] : undefined;
}

/** Scripts that build, start or set up a program in another language are no program of their own. */
export function isShell(title: string): boolean {
  return ['Bash', 'Zsh', 'batch files', 'PowerShell'].includes(title);
}
