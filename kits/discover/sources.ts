import { type Language, languageById, languages, type SourceFile } from '@gradewire/core';
import { codeOf } from './code-text.ts';
import { extensionOf, type Folder, isMade } from './folder.ts';

/** A source of a known language in a folder. */
export interface Source extends Content {
  /** Relative to the folder. */
  readonly path: string;
  readonly language: Language;
  readonly text: string;
  /** The file as it was handed in: the same object, in whichever folder's list the source stands. */
  readonly file: SourceFile;
}

/** What the text of a source tells. */
interface Content {
  /** The text without comments and empty lines. */
  readonly code: string;
  /** It can be started by itself, as far as its text tells. */
  readonly starts: boolean;
  /** Words of the lines that load other modules. */
  readonly loads: ReadonlySet<string>;
}

/** Every source below a folder, in order of path. What tools made is left out. */
export function sourcesIn(folder: Folder): Source[] {
  return folder.files.flatMap(({ path, file }) => {
    const language = isMade(path) ? undefined : languageOf(path, file.text);
    return language === undefined
      ? []
      : [{ path, language, file, text: file.text ?? '', ...contentOf(file, language) }];
  });
}

/** A file is looked at as part of several folders, from the root down; its text is read once. */
const contents = new WeakMap<SourceFile, Content>();

function contentOf(file: SourceFile, language: Language): Content {
  const known = contents.get(file);
  if (known !== undefined) return known;
  const code = codeOf(language, file.text ?? '');
  const content = {
    code,
    starts: file.text === undefined || (language.entryPoint?.test(code) ?? true),
    loads: wordsOfLoading(code),
  };
  contents.set(file, content);
  return content;
}

/** From lines that look like an import in any of the languages. */
function wordsOfLoading(code: string): Set<string> {
  const found = new Set<string>();
  for (const line of code.split('\n')) {
    if (line.length > 500 || !/\b(?:import|from|require|require_relative|load|dofile|use|do)\b/.test(line)) continue;
    for (const [word] of line.matchAll(/[\w-]+/g)) found.add(word);
  }
  return found;
}

const byExtension = new Map<string, Language>();
for (const language of languages) {
  for (const extension of language.extensions) if (!byExtension.has(extension)) byExtension.set(extension, language);
}

const interpreters: readonly [RegExp, string][] = [
  [/\bpython/, 'python'],
  [/\bruby/, 'ruby'],
  [/\bperl/, 'perl'],
  [/\blua/, 'lua'],
  [/\bnode/, 'javascript'],
];

/** Sources for a build tool, not of a program. */
const buildFiles = /(?:^|\/)Package(?:@swift-[\d.]{1,9})?\.swift$/;

/** By extension; a script without one by the interpreter in its first line. */
function languageOf(path: string, text: string | undefined): Language | undefined {
  const extension = extensionOf(path);
  if (buildFiles.test(path)) return undefined;
  if (extension !== '') return byExtension.get(extension);
  if (text === undefined || !text.startsWith('#!')) return undefined;
  const line = text.slice(0, 200).split('\n')[0]!;
  const id = interpreters.find(([pattern]) => pattern.test(line))?.[1];
  return id === undefined ? undefined : languageById(id);
}
