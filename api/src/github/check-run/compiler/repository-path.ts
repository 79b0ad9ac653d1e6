import { ownPath } from '@gradewire/core';

export interface RepositoryPaths {
  /** The path in the repository of a file that a program of `folder` named; null where that is none of its files. */
  of(printed: string, folder: string): string | null;
}

/**
 * Paths as compilers print them, in the sandbox or relative to wherever a build tool had gone, to paths of the
 * repository. `files` are all files of the frozen tree; `root` is where in the repository the tree was taken from.
 */
export function repositoryPaths(files: readonly string[], root = ''): RepositoryPaths {
  const all = new Set(files);
  const byName = Map.groupBy(files, (file) => file.slice(file.lastIndexOf('/') + 1));
  const inRepository = (file: string) => (root === '' ? file : `${root}/${file}`);

  return {
    of(printed, folder) {
      const below = ownPath(printed);
      if (below === null) return null;
      const direct = folder === '' ? below : `${folder}/${below}`;
      if (all.has(direct)) return inRepository(direct);
      // A build tool that went into a folder, and a JVM that knows only the file's name.
      const named = byName.get(below.slice(below.lastIndexOf('/') + 1)) ?? [];
      const prefix = folder === '' ? '' : `${folder}/`;
      const likely = named.filter((file) => file.startsWith(prefix) && `/${file}`.endsWith(`/${below}`));
      return likely.length === 1 ? inRepository(likely[0]!) : null;
    },
  };
}
