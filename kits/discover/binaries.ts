import { compare, depthOf, extensionOf, type Folder, folderOf, stemOf } from './folder.ts';
import type { Recipe } from './recipe.ts';

/** A program handed in without its source. */
export interface BinaryProgram extends Recipe {
  readonly path: string;
  /** Language ids that can start it; undefined where any image can. */
  readonly languages: readonly string[] | undefined;
}

/** Which programs without source are looked for, and which names of them come first. */
interface Wanted {
  isWanted(path: string): boolean;
  isConventional(name: string): boolean;
}

const jvm = ['java', 'scala', 'kotlin'];

/** The wanted programs without source, the likeliest first: executables, `.jar`, `.class`, `.exe` for Mono. */
export function binariesIn(folder: Folder, { isWanted, isConventional }: Wanted): BinaryProgram[] {
  const found: BinaryProgram[] = [];
  for (const { path, file } of folder.files) {
    if (file.text !== undefined || path.split('/').some((part) => part.startsWith('.') || part === 'node_modules'))
      continue;
    if (!isWanted(path)) continue;
    const binary = programOf(path);
    if (binary !== undefined) found.push(binary);
  }
  const rank = ({ path }: BinaryProgram) => (isConventional(stemOf(path)) ? 0 : 1);
  return found.sort((a, b) => rank(a) - rank(b) || depthOf(a.path) - depthOf(b.path) || compare(a.path, b.path));
}

function programOf(path: string): BinaryProgram | undefined {
  const here = `./${path}`;
  switch (extensionOf(path)) {
    case '':
    case '.out':
    case '.bin':
    case '.elf':
      // The executable bit is lost on the way through an archive or another system.
      return { path, languages: undefined, build: [['chmod', '755', here]], command: [here] };
    case '.jar':
      return { path, languages: jvm, build: [], command: ['java', '-jar', here] };
    case '.class': {
      if (stemOf(path).includes('$')) return undefined;
      return { path, languages: jvm, build: [], command: ['java', '-cp', folderOf(path) || '.', stemOf(path)] };
    }
    case '.exe':
      return { path, languages: ['csharp'], build: [], command: ['mono', here] };
    default:
      return undefined;
  }
}
