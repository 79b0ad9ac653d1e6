import { isAside } from './aside.ts';
import { folderOf } from './folder.ts';
import type { Source } from './sources.ts';

/** Languages in which sources of subfolders are compiled together with the main one. */
const helpersBelow = new Set(['c', 'cpp', 'swift', 'java', 'scala', 'kotlin', 'csharp']);

/** What decides which sources are part of a program. */
interface Belonging {
  /** False of a source that is part of another program. */
  belongs(source: Source): boolean;
  /** True of a path that says which program it is part of; one that does not may serve every program. */
  saysWhose(path: string): boolean;
}

/** Other sources without an entry point that belong to the program: not those in the folder of another one. */
export function helpersOf(main: Source, sources: readonly Source[], { belongs, saysWhose }: Belonging): Source[] {
  const below = helpersBelow.has(main.language.id);
  const home = folderOf(main.path);
  const others = foldersOfPrograms(main, sources);
  return sources
    .filter((source) => source !== main && source.language === main.language && source.text !== '')
    .filter((source) => !source.starts && !isAside(source.path) && belongs(source))
    .filter((source) => {
      const folder = folderOf(source.path);
      if (folder === home) return true;
      if (others.has(folder)) return false;
      // A shared folder beside the programs' own, or one below the program's own.
      return below && (folder.startsWith(`${home}/`) || home === '' || !saysWhose(source.path));
    });
}

/** Folders with a program of their own, but not those around the program: what lies beside it there belongs to it. */
function foldersOfPrograms(main: Source, sources: readonly Source[]): ReadonlySet<string> {
  const starting = sources.filter((source) => source.starts && source.language === main.language);
  const folders = starting.map((source) => folderOf(source.path));
  return new Set(folders.filter((folder) => folder !== '' && !main.path.startsWith(`${folder}/`)));
}
