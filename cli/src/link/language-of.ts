import path from 'node:path';
import { type Language, languageById, languages, type SourceFile } from '@gradewire/core';

/** Commands that come with a language's image, by the language. A version may follow: python3.11, lua5.4. */
const commandsOf: Readonly<Record<string, readonly string[]>> = {
  python: ['python', 'pypy'],
  jupyter: ['jupyter', 'jupyter-nbconvert'],
  java: ['java'],
  c: ['gcc', 'cc', 'make'],
  cpp: ['g++', 'c++'],
  rust: ['cargo', 'rustc'],
  go: ['go'],
  csharp: ['mono', 'mcs', 'csharp'],
  javascript: ['node', 'nodejs'],
  swift: ['swift'],
  lua: ['lua'],
  scala: ['scala'],
  kotlin: ['kotlin'],
  ruby: ['ruby'],
  perl: ['perl'],
};

/**
 * The language whose image a command wants: the one of its interpreter, of the script that it names, or the one that
 * most files of the folder are in; C where nothing tells, whose image runs what is linked to the C library alone.
 */
export function languageOf(argv: readonly string[], files: readonly SourceFile[]): Language {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const interpreted = languageRunBy(argv[0] ?? '');
  if (interpreted) return interpreted;
  for (const word of argv) {
    const file = byPath.get(path.posix.normalize(word));
    const found = file && (languageRunBy(interpreter(file)) ?? languageWritten(file.path));
    if (found) return found;
  }
  return mostOf(files) ?? languageById('c')!;
}

function languageRunBy(word: string): Language | undefined {
  const command = path.posix.basename(word).replace(/[\d.]+$/, '');
  const found = Object.entries(commandsOf).find(([, commands]) => commands.includes(command));
  return found && languageById(found[0]);
}

/** Of `#!/usr/bin/env python3` and the like; empty without such a line. */
function interpreter({ text }: SourceFile): string {
  const [, first = '', second = ''] = /^#! *(\S+)(?: +(?:-S +)?(\S+))?/.exec(text ?? '') ?? [];
  return path.posix.basename(first) === 'env' ? second : first;
}

const languageWritten = (name: string) =>
  languages.find(({ extensions }) => extensions.includes(path.posix.extname(name).toLowerCase()));

function mostOf(files: readonly SourceFile[]): Language | undefined {
  const counts = new Map<Language, number>();
  for (const file of files) {
    const language = languageWritten(file.path);
    if (language) counts.set(language, (counts.get(language) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}
