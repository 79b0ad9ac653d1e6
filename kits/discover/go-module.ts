import { outputFolder, type Role } from '@gradewire/core';
import { baseName, folderOf } from './folder.ts';
import { inFolder, pathFrom } from './in-folder.ts';
import type { Project, ProjectFile } from './projects.ts';
import { filler } from './recipe.ts';

/**
 * A Go module. A folder with one `main` is a package of it, built by itself so that a fault in one program leaves the
 * other. Two files with `main` in one folder are no package: each of them is built as a file, inside the module.
 */
export function goProject<R extends Role>({ kind, folder, text, sources }: ProjectFile<R>): Project<R> {
  const module = /^\s{0,9}module\s{1,9}"?([^\s"]+)/m.exec(text)?.[1] ?? 'main';
  return {
    folder,
    told: new Map(),
    recipe(role, source) {
      if (source === undefined || !source.path.endsWith('.go')) return undefined;
      const home = folderOf(source.path);
      const beside = sources.filter((one) => folderOf(one.path) === home && !one.path.endsWith('_test.go'));
      const mains = beside.filter((one) => one.starts);
      const within = folder === '' ? home : home.slice(folder.length + 1);
      if (mains.length > 1 || !mains.includes(source)) {
        if (folder === '') return undefined;
        const helpers = beside.filter((one) => !one.starts).map((one) => one.path);
        const files = [source.path, ...helpers].map((path) => path.slice(folder.length + 1));
        const values = { source: files[0]!, helpers: files.slice(1), output: outputFolder(role), entry: '', root: '.' };
        const fill = filler(values);
        return {
          build: source.language.build.map((argv) => inFolder(folder, fill(argv))),
          command: fill(source.language.run),
        };
      }
      const name = baseName(within) || moduleName(module);
      const fill = (item: string) => {
        if (item === './...') return within === '' ? '.' : `./${within}`;
        return item.replaceAll('{output}', outputFolder(role)).replaceAll('{name}', name);
      };
      return {
        build: kind.build.map((argv) => inFolder(folder, argv.map(fill))),
        command: kind.run.map((item) => pathFrom(folder, fill(item))),
        name,
      };
    },
  };
}

/** What the go command names the program of a module's root: the last element of its path, not a `/v2`. */
function moduleName(module: string): string {
  const parts = module.split('/').filter((part) => part !== '');
  const last = parts.at(-1) ?? 'main';
  return /^v[2-9]\d*$/.test(last) && parts.length > 1 ? parts.at(-2)! : last;
}
