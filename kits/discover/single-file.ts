import type { Language } from '@gradewire/core';
import { codeOf } from './code-text.ts';
import { baseName, folderOf, stemOf } from './folder.ts';
import { asOperand, filler, type Recipe } from './recipe.ts';
import type { Source } from './sources.ts';

interface Parts {
  /** Where the build puts its results, absolute. */
  readonly output: string;
  readonly helpers: readonly Source[];
  /** Of several classes in the source, each with a `main`, the first whose name this is true of is started. */
  readonly fits?: (className: string) => boolean;
}

/** Builds one source, with the helpers beside it, as the language's data say. */
export function singleFile(source: Source, { output, helpers, fits }: Parts): Recipe {
  const { language } = source;
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
    entry: entryOf(language, source, fits),
    root: asOperand(language.root?.(source.text, folderOf(source.path)) ?? '.'),
    helpers: helpers.map(named),
  });
  return { build: [...copies, ...language.build.map(fill)], command: fill(language.run) };
}

/** What to start. */
function entryOf(language: Language, source: Source, fits: Parts['fits']): string {
  const stem = stemOf(source.path);
  const code = codeOf(language, source.text);
  const usual = language.entry?.(code, stem) ?? stem;
  if (fits === undefined || !['java', 'scala'].includes(language.id)) return usual;
  if ((code.match(/\bmain\s{0,9}\(/g) ?? []).length < 2) return usual;
  for (const [, name] of code.matchAll(/\b(?:class|object)\s{1,9}(\w+)/g)) {
    if (fits(name!)) return usual.includes('.') ? usual.replace(/[^.]+$/, name!) : name!;
  }
  return usual;
}
