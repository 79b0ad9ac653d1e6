import { type Language, outputFolder } from '@gradewire/core';
import { helpersOf } from './candidates.ts';
import { codeOf } from './code-text.ts';
import { contentHints } from './content-hints.ts';
import { baseName, folderOf, stemOf } from './folder.ts';
import { type PeerRole, roleOfWords } from './roles.ts';
import type { Source } from './sources.ts';

/** How a program is built and started, without its arguments. */
export interface Recipe {
  readonly build: readonly (readonly string[])[];
  readonly command: readonly string[];
  /** The name that the build gives the program, where that is not its source's. */
  readonly name?: string;
}

/** Builds one source, with the helpers beside it, as the language's data say. `shared`: it holds both roles. */
export function singleFile(source: Source, role: PeerRole, shared: boolean, sources: readonly Source[]): Recipe {
  const { language } = source;
  const below = contentHints[language.id]?.helpersBelow ?? false;
  const output = outputFolder(role);
  const copies: string[][] = [];
  const named = (one: Source) => {
    const path = asOperand(one.path);
    const name = language.fileName?.(one.text, stemOf(one.path));
    if (name === undefined || name === baseName(one.path)) return path;
    const copy = `${output}/${name}`;
    copies.push(['cp', path, copy]);
    return copy;
  };
  const fill = filler({
    source: named(source),
    output,
    entry: entryOf(language, source, role, shared),
    root: asOperand(language.root?.(source.text, folderOf(source.path)) ?? '.'),
    helpers: helpersOf(source, shared ? 'both' : role, sources, below).map(named),
  });
  return { build: [...copies, ...language.build.map(fill)], command: fill(language.run) };
}

interface Values {
  readonly source: string;
  readonly output: string;
  readonly entry: string;
  readonly root: string;
  readonly helpers: readonly string[];
}

/** Replaces the placeholders of core's `Language` in an argv. */
export function filler(values: Values): (argv: readonly string[]) => string[] {
  return (argv) =>
    argv.flatMap((item) => {
      if (item === '{helpers}') return values.helpers;
      return item.replace(
        /\{(source|output|entry|root)\}/g,
        (_, name: Exclude<keyof Values, 'helpers'>) => values[name],
      );
    });
}

/** A path that a tool cannot take for an option. */
function asOperand(path: string): string {
  return path.startsWith('-') || path.startsWith('@') ? `./${path}` : path;
}

/** What to start. Of two classes in one source, each with a `main`, the one that is named for the role. */
function entryOf(language: Language, source: Source, role: PeerRole, shared: boolean): string {
  const stem = stemOf(source.path);
  const code = codeOf(language, source.text);
  const usual = language.entry?.(code, stem) ?? stem;
  if (!shared || !['java', 'scala'].includes(language.id)) return usual;
  if ((code.match(/\bmain\s{0,9}\(/g) ?? []).length < 2) return usual;
  for (const [, name] of code.matchAll(/\b(?:class|object)\s{1,9}(\w+)/g)) {
    if (roleOfWords(name!) === role) return usual.includes('.') ? usual.replace(/[^.]+$/, name!) : name!;
  }
  return usual;
}
