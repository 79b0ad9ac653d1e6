import { InfrastructureFault } from '@gradewire/core';

/** What of a lock file's entries decides which packages a program needs. */
interface Entry {
  /** Where a link leads. */
  readonly resolved?: string;
  readonly link?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

export interface LockFile {
  readonly packages: Readonly<Record<string, Entry>>;
}

export interface ProductionPackages {
  /** Folders below the repository that are installed packages, nested ones included. */
  readonly installed: readonly string[];
  /** Link in node_modules → the workspace folder that it leads to. */
  readonly workspaces: ReadonlyMap<string, string>;
}

/**
 * What these workspaces need when they run, as npm has laid it out: no development packages and none that are optional,
 * which a program must get by without.
 */
export function productionPackages({ packages }: LockFile, roots: readonly string[]): ProductionPackages {
  const installed = new Set<string>();
  const workspaces = new Map<string, string>();
  const seen = new Set<string>();
  const add = (place: string) => {
    if (seen.has(place)) return;
    seen.add(place);
    const entry = packages[place]!;
    if (entry.link) {
      workspaces.set(place, entry.resolved!);
      return add(entry.resolved!);
    }
    if (place.includes('node_modules/')) installed.add(place);
    for (const name of needsOf(entry)) {
      const found = foldersUpwards(place).find((folder) => `${folder}node_modules/${name}` in packages);
      if (found === undefined) throw new InfrastructureFault(`${place} needs ${name}, which package-lock.json lacks`);
      add(`${found}node_modules/${name}`);
    }
  };
  for (const root of roots) add(root);
  return { installed: [...installed].sort(), workspaces };
}

function needsOf({ dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} }: Entry): string[] {
  const peers = Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta[name]?.optional);
  return [...Object.keys(dependencies), ...peers];
}

/** Where Node looks for a package that one in `place` imports, nearest first; the repository itself is ''. */
function foldersUpwards(place: string): string[] {
  const parts = place.split('/');
  const folders = parts.map((_, index) => `${parts.slice(0, parts.length - index).join('/')}/`);
  return [...folders.filter((folder) => !folder.endsWith('node_modules/')), ''];
}
