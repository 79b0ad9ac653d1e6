import { baseName, folderOf, stemOf } from '../../discover/folder.ts';
import { inFolder } from '../../discover/in-folder.ts';
import { asOperand, filler, type Recipe } from '../../discover/recipe.ts';
import type { Source } from '../../discover/sources.ts';

/**
 * A source that runs as it is. It is started in its own folder, where its team starts it and where Perl, Lua and Ruby
 * look for what it loads; a part of a Python package, as a module from the package's parent.
 */
export function interpreted(source: Source, sources: readonly Source[]): Recipe {
  const parent = source.language.id === 'python' ? parentOfPackage(source, sources) : undefined;
  if (parent !== undefined) {
    const module = source.path.slice(parent === '' ? 0 : parent.length + 1, -'.py'.length).replaceAll('/', '.');
    const run = source.language.run.flatMap((item) => (item === '{source}' ? ['-m', module] : [item]));
    return { build: [], command: inFolder(parent, run) };
  }
  const fill = filler({ source: asOperand(baseName(source.path)), output: '', entry: '', root: '.', helpers: [] });
  return { build: [], command: inFolder(folderOf(source.path), fill(source.language.run)) };
}

/** Where Python has to start for the imports of a package's source; undefined where the source is a script. */
function parentOfPackage({ path, code }: Source, sources: readonly Source[]): string | undefined {
  const folders = folderOf(path)
    .split('/')
    .filter((one) => one !== '');
  if (folders.length === 0 || ![...folders, stemOf(path)].every((one) => /^[A-Za-z_]\w*$/.test(one))) return undefined;
  const relative = [...code.matchAll(/^[ \t]{0,99}from[ \t]{1,9}(\.{1,9})/gm)].map((one) => one[1]!.length);
  if (relative.length > 0) {
    const isPackage = (depth: number) =>
      sources.some((source) => source.path === `${folders.slice(0, depth).join('/')}/__init__.py`);
    let depth = folders.length - Math.min(folders.length, Math.max(...relative));
    while (depth > 0 && isPackage(depth)) depth--;
    return folders.slice(0, depth).join('/');
  }
  const loaded = [...code.matchAll(/^[ \t]{0,99}(?:from|import)[ \t]{1,9}(\w{1,100})\./gm)].map((one) => one[1]!);
  const outermost = folders.findIndex((folder) => loaded.includes(folder));
  const holdsOwn = sources.some((source) =>
    loaded.some((name) => source.path.startsWith(`${folders.join('/')}/${name}`)),
  );
  return outermost < 0 || holdsOwn ? undefined : folders.slice(0, outermost).join('/');
}
