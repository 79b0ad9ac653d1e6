import { compare, depthOf, extensionOf, type Folder, stemOf } from './folder.ts';
import { conventionalRole, type PeerRole, roleOfPath } from './roles.ts';
import type { Recipe } from './single-file.ts';

/** A program handed in without its source. */
export interface BinaryProgram extends Recipe {
  readonly path: string;
  /** Language ids that can start it; undefined where any image can. */
  readonly languages: readonly string[] | undefined;
}

const jvm = ['java', 'scala', 'kotlin'];

/** Programs of a role without source, the likeliest first: executables, `.jar`, `.class`, `.exe` for Mono. */
export function binariesFor(role: PeerRole, folder: Folder): BinaryProgram[] {
  const found: BinaryProgram[] = [];
  for (const { path, file } of folder.files) {
    if (file.text !== undefined || path.split('/').some((part) => part.startsWith('.') || part === 'node_modules'))
      continue;
    if (roleOfPath(path)?.role !== role) continue;
    const binary = programOf(path);
    if (binary !== undefined) found.push(binary);
  }
  const rank = ({ path }: BinaryProgram) => (conventionalRole(stemOf(path)) === role ? 0 : 1);
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
      const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
      return { path, languages: jvm, build: [], command: ['java', '-cp', folder || '.', stemOf(path)] };
    }
    case '.exe':
      return { path, languages: ['csharp'], build: [], command: ['mono', here] };
    default:
      return undefined;
  }
}
